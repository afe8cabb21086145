# The line "passwords": "…,…"… of a Python dictionary, as a text in C: a password a line.  What is
# shorter than a password may be (lib/domain/account.h, PASSWORD_LEAST) is left out.

BEGIN {
	least = 8
	print "#include \"domain/password_common.h\"\n\nconst char password_common[] = \"\\n\""
}

/^ *"passwords": "/ {
	sub(/^ *"passwords": "/, "")
	sub(/".*/, "")
	gsub(/\\'/, "'")
	count = split($0, passwords, ",")
	for (i = 1; i <= count; i++) {
		if (passwords[i] ~ /[\\"]|[^ -~]/)
			exit failed = 1
		if (length(passwords[i]) < least)
			continue
		print "\t\"" passwords[i] "\\n\""
		written++
	}
}

END {
	print "\t;"
	if (failed || written < 3000) {
		print "password_common.awk: " written + 0 " passwords read, of at least 3000 that " \
			"there must be" > "/dev/stderr"
		exit 1
	}
}
