#include "store/disk.h"

#include "base/log.h"

#include <errno.h>
#include <linux/magic.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#define RESERVE (UINT64_C(32) << 20)

/* From statfs(2), as far as the kernel's header doesn't have them. */
#define MAGIC_CIFS 0xff534d42u
#define MAGIC_SMB2 0xfe534d42u
#define MAGIC_LUSTRE 0x0bd00bd0u
#define MAGIC_GPFS 0x47504653u

static const struct {
	uint32_t magic;
	const char *name;
} remote[] = {
	{ NFS_SUPER_MAGIC, "nfs" },
	{ SMB_SUPER_MAGIC, "smb" },
	{ MAGIC_CIFS, "cifs" },
	{ MAGIC_SMB2, "smb2" },
	{ FUSE_SUPER_MAGIC, "fuse" },
	{ V9FS_MAGIC, "9p" },
	{ AFS_SUPER_MAGIC, "afs" },
	{ AFS_FS_MAGIC, "afs" },
	{ CODA_SUPER_MAGIC, "coda" },
	{ NCP_SUPER_MAGIC, "ncp" },
	{ CEPH_SUPER_MAGIC, "ceph" },
	{ OCFS2_SUPER_MAGIC, "ocfs2" },
	{ MAGIC_LUSTRE, "lustre" },
	{ MAGIC_GPFS, "gpfs" },
};

enum result disk_check(const char *directory)
{
	struct statfs status;

	if (statfs(directory, &status) != 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return NOT_FOUND;
		log_event("store unreachable", "directory=%s error=%s", directory, strerror(errno));
		return BROKEN;
	}
	for (size_t i = 0; i < sizeof remote / sizeof *remote; i++) {
		if (remote[i].magic != (uint32_t)status.f_type)
			continue;
		log_event("store refused",
			"directory=%s system=%s remedy=move-the-shop-to-a-disk-of-this-machine",
			directory, remote[i].name);
		return INVALID;
	}
	return OK;
}

bool disk_has_room_for(const char *directory, uint64_t bytes)
{
	struct statvfs status;

	/* Where it can't be asked, the write itself will tell. */
	return statvfs(directory, &status) != 0 ||
	       (uint64_t)status.f_bavail * status.f_frsize >= RESERVE + bytes;
}

bool disk_has_room(const char *directory)
{
	return disk_has_room_for(directory, 0);
}
