#include "store/environment.h"

#include "base/log.h"
#include "base/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define CACHE (16u << 20)
#define PAGE 4096u
#define LOCKS 20000u
#define TRANSACTIONS 5000u
#define MUTEXES 60000u /* a locker has one, and a page in the cache */
#define LOG_FILE (8u << 20)
#define LOG_BUFFER (1u << 20)
#define LOG_REGION (2u << 20) /* names of open files, also of processes that left them */

static const struct table own_tables[] = {
	[DATABASE_PROMISES] = { .name = "store-promises" },
	[DATABASE_EXPIRY] = { .name = "store-expiry" },
};

/* Never closed, but kept in sight, so that a leak checker doesn't take them for forgotten. */
static DB_ENV *abandoned;

static void add(struct environment *environment, const struct table *table)
{
	struct database *database = &environment->databases[environment->count++];
	const ProtobufCFieldDescriptor *field;

	assert(environment->count <= DATABASES_MOST && strlen(table->name) < DATABASE_NAME_MOST);
	*database = (struct database){ .table = table };
	if (table->message == NULL)
		return;
	field = protobuf_c_message_descriptor_get_field_by_name(table->message, "expires");
	assert(field == NULL || field->type == PROTOBUF_C_TYPE_INT64);
	database->expires = field;
}

void environment_init(
	struct environment *environment, const char *directory, const struct table *const *tables)
{
	*environment = (struct environment){ .directory = directory };
	add(environment, &own_tables[DATABASE_PROMISES]);
	add(environment, &own_tables[DATABASE_EXPIRY]);
	for (; *tables != NULL; tables++)
		add(environment, *tables);
}

static void say_error(const DB_ENV *handle, const char *prefix, const char *message)
{
	(void)handle;
	(void)prefix;
	log_event("store library", "message=\"%s\"", message);
}

static void say_nothing(const DB_ENV *handle, const char *prefix, const char *message)
{
	(void)handle;
	(void)prefix;
	(void)message;
}

/* Nothing is left to a default. */
static int configure(DB_ENV *handle)
{
	int error;

	handle->set_errcall(handle, say_error);
	if ((error = handle->set_tmp_dir(handle, ".")) != 0 ||
		(error = handle->set_cachesize(handle, 0, CACHE, 1)) != 0 ||
		(error = handle->set_lk_max_locks(handle, LOCKS)) != 0 ||
		(error = handle->set_lk_max_lockers(handle, LOCKS)) != 0 ||
		(error = handle->set_lk_max_objects(handle, LOCKS)) != 0 ||
		(error = handle->set_lk_detect(handle, DB_LOCK_DEFAULT)) != 0 ||
		(error = handle->set_tx_max(handle, TRANSACTIONS)) != 0 ||
		(error = handle->mutex_set_max(handle, MUTEXES)) != 0 ||
		(error = handle->set_lg_max(handle, LOG_FILE)) != 0 ||
		(error = handle->set_lg_bsize(handle, LOG_BUFFER)) != 0 ||
		(error = handle->set_lg_regionmax(handle, LOG_REGION)) != 0)
		return error;
	/* The library's own removal would look for old files at every commit. */
	return handle->log_set_config(handle, DB_LOG_AUTO_REMOVE, 0);
}

static int open_environment(struct environment *environment, u_int32_t flags)
{
	const u_int32_t parts = DB_INIT_TXN | DB_INIT_LOCK | DB_INIT_LOG | DB_INIT_MPOOL;
	DB_ENV *handle;
	int error = db_env_create(&handle, 0);

	if (error != 0)
		return error;
	error = configure(handle);
	if (error == 0)
		error = handle->open(handle, environment->directory, parts | flags, 0600);
	environment->handle = handle;
	if (error != 0)
		environment_abandon(environment, false);
	return error;
}

int environment_join(struct environment *environment)
{
	return open_environment(environment, 0);
}

static int open_database(
	struct environment *environment, struct database *database, u_int32_t flags)
{
	char name[DATABASE_NAME_MOST + sizeof ".db"];
	DB *handle;
	int error;

	snprintf(name, sizeof name, "%s.db", database->table->name);
	error = db_create(&handle, environment->handle, 0);
	if (error != 0)
		return error;
	error = handle->set_flags(handle, DB_CHKSUM);
	if (error == 0)
		error = handle->set_pagesize(handle, PAGE);
	if (error == 0)
		error = handle->open(
			handle, NULL, name, NULL, DB_BTREE, DB_AUTO_COMMIT | flags, 0600);
	if (error == 0)
		database->handle = handle;
	else if (error != DB_RUNRECOVERY)
		handle->close(handle, DB_NOSYNC);
	return error;
}

int environment_recover(struct environment *environment)
{
	int error = open_environment(environment, DB_CREATE | DB_RECOVER);

	for (size_t i = 0; error == 0 && i < environment->count; i++)
		error = open_database(environment, &environment->databases[i], DB_CREATE);
	return error;
}

void environment_abandon(struct environment *environment, bool panic)
{
	DB_ENV *handle = environment->handle;

	if (handle == NULL)
		return;
	/* A panic that is meant would fill the log with alarm. */
	handle->set_errcall(handle, say_nothing);
	if (panic)
		handle->set_flags(handle, DB_PANIC_ENVIRONMENT, 1);
	handle->app_private = abandoned;
	abandoned = handle;
	environment->handle = NULL;
	for (size_t i = 0; i < environment->count; i++)
		environment->databases[i].handle = NULL;
}

void environment_close(struct environment *environment)
{
	for (size_t i = 0; i < environment->count; i++) {
		struct database *database = &environment->databases[i];

		/* Not flushed: the log has everything. */
		if (database->handle != NULL)
			database->handle->close(database->handle, DB_NOSYNC);
		database->handle = NULL;
	}
	if (environment->handle != NULL)
		environment->handle->close(environment->handle, 0);
	environment->handle = NULL;
}

int environment_open_database(struct environment *environment, struct database *database)
{
	return database->handle != NULL ? 0 : open_database(environment, database, 0);
}

struct database *environment_named(struct environment *environment, const char *name)
{
	for (size_t i = 0; i < environment->count; i++)
		if (text_equal(environment->databases[i].table->name, name))
			return &environment->databases[i];
	return NULL;
}

int environment_database(
	struct environment *environment, const struct table *table, struct database **database)
{
	*database = NULL;
	for (size_t i = 0; i < environment->count && *database == NULL; i++)
		if (environment->databases[i].table == table)
			*database = &environment->databases[i];
	/* A table defined in a header has another address in each file that includes it. */
	if (*database == NULL)
		*database = environment_named(environment, table->name);
	assert(*database != NULL);
	return environment_open_database(environment, *database);
}
