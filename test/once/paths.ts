// Paths that a text names, as far as they can be told without running it, relative to the repository's root.
import { dirname, join, normalize } from 'node:path/posix';
import ts from 'typescript';

/** What only running would tell: one name of a file or folder. */
const UNKNOWN = '*';

/** Folders of one person or one machine; what every system has, as /proc, is not among them. */
const MACHINE =
  /^(?:file:\/\/)?(?:\/(?:home|Users|root|work|workspace|tmp|mnt|media|srv|var)(?:\/|$)|[A-Za-z]:[\\/]|~\/)/;

const SEPARATORS = /[\s'"`()<>[\]{},;|&=]+|(?<!\b[A-Za-z]|\bfile|\bhttps?):/;

function leaves(path: string): boolean {
  return /^\.\.(?:\/|$)/.test(normalize(path));
}

/** The words of a text that are paths out of the repository, when they are taken from this folder. */
export function leavingText(text: string, folder: string): string[] {
  const words = text.split(SEPARATORS).filter(Boolean);
  return words.filter((word) => MACHINE.test(word) || leaves(join(folder, word)));
}

interface Program {
  readonly file: string;
  /** What variables are declared as. */
  readonly declared: ReadonlyMap<string, ts.Expression>;
}

/** The expressions of a TypeScript or JavaScript file that are paths out of the repository. */
export function leavingCode(file: string, code: string): string[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const nodes = below(source);
  const declarations = nodes.filter(ts.isVariableDeclaration).flatMap(({ name, initializer }) => {
    return ts.isIdentifier(name) && initializer ? [[name.text, initializer] as const] : [];
  });
  const program: Program = { file, declared: new Map(declarations) };
  return nodes.filter((node) => nodeLeaves(node, program)).map((node) => node.getText(source));
}

function below(node: ts.Node): ts.Node[] {
  const nodes = [node];
  ts.forEachChild(node, (child) => void nodes.push(...below(child)));
  return nodes;
}

/** A text that is no part of a larger path is taken from its file's folder, as an import is. */
function nodeLeaves(node: ts.Node, program: Program): boolean {
  const place = ts.isIdentifier(node) ? undefined : placeOf(node, program);
  if (place !== undefined) return leaves(place);
  if (!isText(node) || isPart(node, program)) return false;
  return leavingText(textOf(node, program), dirname(program.file)).length > 0;
}

type Sum = ts.BinaryExpression & { readonly operatorToken: ts.PlusToken };
type Text = ts.StringLiteralLike | ts.TemplateExpression | Sum;

function isText(node: ts.Node): node is Text {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) || isSum(node);
}

function isSum(node: ts.Node): node is Sum {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;
}

function isPart({ parent }: ts.Node, program: Program): boolean {
  return isText(parent) || placeOf(parent, program) !== undefined;
}

/** The text of an expression. */
function textOf(node: ts.Node, program: Program): string {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(
      ({ expression, literal }) => textOf(expression, program) + literal.text,
    );
    return node.head.text + spans.join('');
  }
  if (isSum(node)) return textOf(node.left, program) + textOf(node.right, program);
  const declared = ts.isIdentifier(node) ? program.declared.get(node.text) : undefined;
  if (!declared || !isText(declared)) return UNKNOWN;
  return textOf(declared, without((node as ts.Identifier).text, program));
}

/** A name that is declared by itself, in another scope, is looked up once. */
function without(name: string, { file, declared }: Program): Program {
  return { file, declared: new Map([...declared].filter(([other]) => other !== name)) };
}

/** Where an expression that is bound to a place leads, or undefined of any other. */
function placeOf(node: ts.Node, program: Program): string | undefined {
  if (ts.isIdentifier(node)) return placeOfName(node.text, program);
  if (ts.isPropertyAccessExpression(node)) return placeOfProperty(node, program);
  if (ts.isCallExpression(node)) return placeOfCall(node, program);
  if (ts.isNewExpression(node)) return placeOfUrl(node, program);
  if (!ts.isTemplateExpression(node) || node.head.text !== '') return undefined;
  const [first] = node.templateSpans;
  const from = placeOf(first!.expression, program);
  return from && from + textOf(node, program).slice(textOf(first!.expression, program).length);
}

/** A variable `root` holds the repository's root, wherever it comes from. */
function placeOfName(name: string, program: Program): string | undefined {
  const declared = program.declared.get(name);
  if (declared && !isText(declared)) return placeOf(declared, without(name, program));
  if (name === '__dirname') return dirname(program.file);
  if (name === '__filename') return program.file;
  return name === 'root' ? '.' : undefined;
}

function placeOfProperty(
  { expression, name }: ts.PropertyAccessExpression,
  program: Program,
): string | undefined {
  if (ts.isMetaProperty(expression))
    return name.text === 'dirname' ? dirname(program.file) : program.file;
  return /^(?:href|pathname)$/.test(name.text) ? placeOf(expression, program) : undefined;
}

function placeOfCall(
  { expression, arguments: [first, ...rest] }: ts.CallExpression,
  program: Program,
): string | undefined {
  const name = expression.getText();
  if (name === 'process.cwd') return '.';
  if (!first) return undefined;
  if (/^(?:fileURLToPath|pathToFileURL|String)$/.test(name)) return placeOf(first, program);
  if (name === 'dirname') {
    const path = placeOf(first, program);
    return path && normalize(`${path}/..`);
  }
  if (!/^(?:path\.)?(?:join|resolve)$/.test(name)) return undefined;
  return join(startOf(first, program), ...rest.map((part) => textOf(part, program)));
}

/** What is not known to lie deeper counts as the root. */
function startOf(node: ts.Expression, program: Program): string {
  if (isText(node)) return join(dirname(program.file), textOf(node, program));
  return placeOf(node, program) ?? '.';
}

function placeOfUrl(
  { expression, arguments: given }: ts.NewExpression,
  program: Program,
): string | undefined {
  const [path, base] = given ?? [];
  if (expression.getText() !== 'URL' || !path || !base) return undefined;
  const from = placeOf(base, program) ?? './';
  return join(from.endsWith('/') ? from : dirname(from), textOf(path, program));
}
