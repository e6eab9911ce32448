// The command line of `npm run bench`.
const flags = ['--help', '--quick', '--json', '--isas', '--peers', '--readme'];

export const usage = `npm run bench -- [${flags.slice(1).join('] [')}] [--svg=FILE] [TASK …]

  TASK      how a task's name begins, e.g. a, matmul, "growth width"; default all but csv
  --quick   one short round: two minutes instead of fifteen
  --isas    densely native on every instruction set of this machine
  --peers   other libraries too: what is missing is named
  --json    the rows alone on standard output
  --readme  the table of the README, in Markdown
  --svg     where the picture of how cost grows goes`;

/** `{ wanted, quick, json, isas, peers, readme, svg }`, or throws what is wrong. */
export function readOptions(args) {
  const wanted = args.filter((argument) => !argument.startsWith('--'));
  const given = args.filter((argument) => argument.startsWith('--'));
  const svg = given.find((flag) => flag.startsWith('--svg='))?.slice('--svg='.length);
  const unknown = given.find((flag) => !flags.includes(flag) && !/^--svg=./.test(flag));
  if (unknown) throw new Error(`unknown option ${unknown}\n\n${usage}`);
  const on = Object.fromEntries(flags.map((flag) => [flag.slice(2), given.includes(flag)]));
  return { wanted, ...on, svg };
}
