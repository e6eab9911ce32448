/** Why a file cannot be read, in the words of a message. */
export function unreadable(cause: unknown): string {
  const { code, message } = (cause ?? {}) as Record<string, unknown>;
  if (code === 'ENOENT') return 'there is no such file.';
  if (code === 'EISDIR') return 'this is a folder, not a file.';
  return `the file cannot be read: ${String(message ?? cause)}.`;
}
