// The public names as users get them: what the entries of the built package export, with their docstrings.
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../children.js';
import { read } from '../repository.js';

export interface PublicName {
  /** Its place among all. */
  readonly number: number;
  /** As one imports it: `densely`, `densely/plot`. */
  readonly entry: string;
  /** With its class or table before a dot: `train`, `Model.predict`, `datasets.flower`. */
  readonly name: string;
  readonly docs: string;
  readonly examples: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<
    Record<string, string | { readonly import: { readonly types: string } }>
  >;
}

/** Entries with their declarations. */
export function entries(): { readonly entry: string; readonly types: string }[] {
  const { name, exports } = JSON.parse(read('package.json')) as Manifest;
  return Object.entries(exports).flatMap(([path, target]) =>
    typeof target === 'string' ? [] : [{ entry: join(name, path), types: target.import.types }],
  );
}

/** Every export of every entry; of classes and tables of functions their functions too. */
export function publicNames(): PublicName[] {
  const files = entries().map(({ types }) => join(root, types));
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    strict: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const found = entries().flatMap(({ entry }, i) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(files[i]!)!)!;
    return checker.getExportsOfModule(module).flatMap((exported) => {
      const symbol =
        exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const all = [
        [exported.name, symbol] as const,
        ...functionsOf(exported.name, symbol, checker),
      ];
      return all.map(([name, of]) => ({ entry, name, ...documentation(of, checker) }));
    });
  });
  return found.map((of, number) => ({ number, ...of }));
}

/** Public methods of a class, static ones too; functions of a constant object that is a table of them. */
function functionsOf(
  name: string,
  symbol: ts.Symbol,
  checker: ts.TypeChecker,
): (readonly [name: string, symbol: ts.Symbol])[] {
  const isClass = (symbol.flags & ts.SymbolFlags.Class) !== 0;
  if (!isClass && !(symbol.flags & ts.SymbolFlags.Variable)) return [];
  const value = checker.getTypeOfSymbol(symbol);
  const properties = value.getProperties().filter((p) => p.name !== 'prototype');
  const instance = isClass ? checker.getDeclaredTypeOfSymbol(symbol).getProperties() : [];
  return [...properties, ...instance]
    .filter((p) => isOwn(p) && checker.getTypeOfSymbol(p).getCallSignatures().length > 0)
    .map((p) => [`${name}.${p.name}`, p] as const);
}

/** Declared by the package, and no private field. */
function isOwn(property: ts.Symbol): boolean {
  const [declaration] = property.declarations ?? [];
  return (
    declaration !== undefined &&
    !declaration.getSourceFile().fileName.includes('node_modules') &&
    !/^#|^__#/.test(property.name) &&
    !ts.getJSDocTags(declaration).some((tag) => tag.tagName.text === 'internal')
  );
}

/** Of `readonly flower: typeof flower` that of the function flower. */
function documented(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  if (symbol.getDocumentationComment(checker).length > 0) return symbol;
  const [signature] = checker.getTypeOfSymbol(symbol).getCallSignatures();
  const declaration = signature?.declaration;
  const name = declaration && 'name' in declaration ? declaration.name : undefined;
  return (name && checker.getSymbolAtLocation(name as ts.Node)) || symbol;
}

function documentation(
  of: ts.Symbol,
  checker: ts.TypeChecker,
): Pick<PublicName, 'docs' | 'examples'> {
  const symbol = documented(of, checker);
  const tags = symbol.getJsDocTags(checker).filter(({ name }) => name === 'example');
  return {
    docs: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    examples: tags.map(({ text }) => ts.displayPartsToString(text)),
  };
}
