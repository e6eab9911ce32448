const PERMIT = 'Choose a path that this process may use, or change its permissions.';
const SPACE = 'Free some space or choose another disk.';

/** What to do about a file that cannot be read or written, by the system's code. */
export const fileAdvice: Readonly<Record<string, string>> = {
  ENOENT: 'Check the path; make its folder first.',
  ENOTDIR: 'Check the path: a part of it is a file, not a folder.',
  EISDIR: 'Give the path of a file.',
  EACCES: PERMIT,
  EPERM: PERMIT,
  EROFS: PERMIT,
  ENOSPC: SPACE,
  EDQUOT: SPACE,
  EFBIG: 'Raise the limit of file sizes of this process (ulimit -f).',
  EMFILE: 'Close some files first, or raise the limit of open files (ulimit -n).',
};
