/*
 * Preloaded into a process, it notes what a loss of power would undo: every write to the files of one
 * folder, with what was there before, and every sync. The process itself notices nothing. After it has
 * been killed, power-loss.ts takes back what was not synced.
 *
 *   POWER_LOSS_FOLDER  the folder
 *   POWER_LOSS_LOG     the file for the notes, elsewhere
 *
 * A note is a struct note, the bytes before, then the bytes after; all numbers are in the order of the
 * machine. It is written before the change itself, so that a kill between the two does no harm; a sync
 * is noted once it has returned, with the number of notes there were when it began.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NAMED = 1, CREATED, WRITTEN, CUT, SYNCED, FOLDER_SYNCED };

struct note {
  uint32_t kind;
  uint32_t file;
  /* WRITTEN: where. CUT: the new size. SYNCED, FOLDER_SYNCED: how many notes came before. */
  uint64_t at;
  uint64_t size_before;
  uint64_t before;
  uint64_t after;
};

#define MOST_FILES 256
static struct { dev_t device; ino_t number; } files[MOST_FILES];
static uint32_t file_count;
static uint64_t note_count;
static int log_file = -1;
static const char *folder;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ({                                                              \
    static __typeof__(&name) found;                                                \
    if (found == NULL) found = (__typeof__(&name))dlsym(RTLD_NEXT, #name);         \
    found;                                                                         \
  })

static void fail(const char *what) {
  dprintf(2, "power-loss: %s: %s\n", what, strerror(errno));
  _exit(99);
}

__attribute__((constructor)) static void start(void) {
  const char *path = getenv("POWER_LOSS_LOG");
  folder = getenv("POWER_LOSS_FOLDER");
  if (path == NULL || folder == NULL) return;
  log_file = REAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log_file < 0) fail(path);
}

static void note(struct note head, const void *before, const void *after) {
  struct iovec parts[] = {
    { &head, sizeof head }, { (void *)before, head.before }, { (void *)after, head.after },
  };
  ssize_t length = sizeof head + head.before + head.after;
  if (REAL(writev)(log_file, parts, 3) != length) fail("note");
  note_count += 1;
}

static int is_inside(const char *path) {
  size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static int path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_inside(path);
}

/* The number of an open file of the folder, -1 for any other. With the lock. */
static int file_of(int fd, const struct stat *status) {
  char path[PATH_MAX];
  if (log_file < 0 || !S_ISREG(status->st_mode)) return -1;
  for (uint32_t at = 0; at < file_count; at += 1)
    if (files[at].number == status->st_ino && files[at].device == status->st_dev) return at;
  if (!path_of(fd, path)) return -1;
  /* Shared memory, not on disk by intention: SQLite makes it anew after a crash. */
  size_t length = strlen(path);
  if (length > 4 && strcmp(path + length - 4, "-shm") == 0) return -1;
  if (file_count == MOST_FILES) fail("too many files");
  files[file_count].device = status->st_dev;
  files[file_count].number = status->st_ino;
  note((struct note){ .kind = NAMED, .file = file_count, .after = strlen(path) }, NULL, path);
  return file_count++;
}

static void *bytes_at(int fd, uint64_t at, uint64_t *length) {
  void *bytes = malloc(*length + 1);
  ssize_t got = bytes == NULL ? -1 : REAL(pread64)(fd, bytes, *length, at);
  if (got < 0) {
    /* A descriptor for writing only. */
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int again = REAL(open)(link, O_RDONLY | O_CLOEXEC);
    got = REAL(pread64)(again, bytes, *length, at);
    close(again);
  }
  if (got < 0) fail("read");
  *length = got;
  return bytes;
}

/* A write at a place; at -1: where the descriptor is. */
static ssize_t write_at(int fd, const void *bytes, size_t length, off64_t at) {
  struct stat status;
  if (log_file >= 0 && fd != log_file && fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
    pthread_mutex_lock(&lock);
    int file = file_of(fd, &status);
    if (file >= 0) {
      off64_t place = at;
      if (at < 0) place = fcntl(fd, F_GETFL) & O_APPEND ? status.st_size : lseek64(fd, 0, SEEK_CUR);
      uint64_t before = length;
      void *old = bytes_at(fd, place, &before);
      note((struct note){ WRITTEN, file, place, status.st_size, before, length }, old, bytes);
      free(old);
    }
    ssize_t done = at < 0 ? REAL(write)(fd, bytes, length) : REAL(pwrite64)(fd, bytes, length, at);
    int error = errno;
    pthread_mutex_unlock(&lock);
    errno = error;
    return done;
  }
  return at < 0 ? REAL(write)(fd, bytes, length) : REAL(pwrite64)(fd, bytes, length, at);
}

ssize_t write(int fd, const void *bytes, size_t length) { return write_at(fd, bytes, length, -1); }
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
  return write_at(fd, bytes, length, at);
}
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
  return write_at(fd, bytes, length, at);
}

/* Whatever else changes a file must not go unseen. */
static void refuse(int fd, const char *what) {
  struct stat status;
  if (log_file < 0 || fd < 0 || fd == log_file || fstat(fd, &status) != 0) return;
  pthread_mutex_lock(&lock);
  int file = file_of(fd, &status);
  pthread_mutex_unlock(&lock);
  errno = ENOSYS;
  if (file >= 0) fail(what);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  refuse(fd, "writev");
  return REAL(writev)(fd, parts, count);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
  refuse(fd, "pwritev");
  return REAL(pwritev64)(fd, parts, count, at);
}
void *mmap64(void *address, size_t length, int protection, int flags, int fd, off64_t at) {
  if ((protection & PROT_WRITE) && (flags & MAP_SHARED)) refuse(fd, "mmap");
  return REAL(mmap64)(address, length, protection, flags, fd, at);
}
void *mmap(void *address, size_t length, int protection, int flags, int fd, off_t at) {
  return mmap64(address, length, protection, flags, fd, at);
}

int ftruncate64(int fd, off64_t size) {
  struct stat status;
  pthread_mutex_lock(&lock);
  int file = fstat(fd, &status) == 0 ? file_of(fd, &status) : -1;
  if (file >= 0) {
    uint64_t before = status.st_size > size ? status.st_size - size : 0;
    void *old = bytes_at(fd, size, &before);
    note((struct note){ CUT, file, size, status.st_size, before, 0 }, old, NULL);
    free(old);
  }
  int result = REAL(ftruncate64)(fd, size);
  int error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static void refuse_path(const char *path, const char *what) {
  size_t length = strlen(path);
  if (log_file < 0 || !is_inside(path) || access(path, F_OK) != 0) return;
  errno = ENOSYS;
  if (length < 4 || strcmp(path + length - 4, "-shm") != 0) fail(what);
}
int unlink(const char *path) {
  refuse_path(path, "unlink");
  return REAL(unlink)(path);
}
int rename(const char *from, const char *to) {
  refuse_path(from, "rename");
  refuse_path(to, "rename");
  return REAL(rename)(from, to);
}

static int sync_file(int fd, int (*sync)(int)) {
  struct stat status;
  char path[PATH_MAX];
  if (log_file < 0 || fstat(fd, &status) != 0) return sync(fd);
  pthread_mutex_lock(&lock);
  int file = file_of(fd, &status);
  int is_folder = S_ISDIR(status.st_mode) && path_of(fd, path);
  uint64_t began = note_count;
  pthread_mutex_unlock(&lock);
  if (sync(fd) != 0) return -1;
  pthread_mutex_lock(&lock);
  if (file >= 0) note((struct note){ .kind = SYNCED, .file = file, .at = began }, NULL, NULL);
  if (is_folder)
    note((struct note){ .kind = FOLDER_SYNCED, .at = began, .after = strlen(path) }, NULL, path);
  pthread_mutex_unlock(&lock);
  return 0;
}
int fsync(int fd) { return sync_file(fd, REAL(fsync)); }
int fdatasync(int fd) { return sync_file(fd, REAL(fdatasync)); }

static int open_noting(const char *path, int flags, mode_t mode) {
  if (log_file < 0 || !is_inside(path)) return REAL(open64)(path, flags, mode);
  int is_new = (flags & O_CREAT) && access(path, F_OK) != 0;
  int fd = REAL(open64)(path, flags & ~O_TRUNC, mode);
  struct stat status;
  if (fd >= 0 && (flags & O_TRUNC) && !is_new) ftruncate64(fd, 0);
  if (fd < 0 || !is_new || fstat(fd, &status) != 0) return fd;
  pthread_mutex_lock(&lock);
  int file = file_of(fd, &status);
  if (file >= 0) note((struct note){ .kind = CREATED, .file = file }, NULL, NULL);
  pthread_mutex_unlock(&lock);
  return fd;
}
#define OPEN(name)                                    \
  int name(const char *path, int flags, ...) {        \
    va_list rest;                                     \
    va_start(rest, flags);                            \
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                     \
    return open_noting(path, flags, mode);            \
  }
OPEN(open)
OPEN(open64)
