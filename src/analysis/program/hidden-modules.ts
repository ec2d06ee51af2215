/** Modules that the program loads and does not hold: an optional edition, generated code, a file that is not there. */
import type ts from 'typescript';
import { ownFiles } from './candidates.js';
import type { Host } from './host.js';
import { guarded } from './symbols.js';
import { fileSyntax } from './syntax.js';

const ASSETS =
  /\.(?:css|scss|sass|less|svg|png|jpe?g|gif|webp|ico|html|json|graphql|gql|md|mdx|txt|sql|hbs|ejs|woff2?|ttf|wasm|node)$/u;
const SOURCES = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '/index.ts', '/index.tsx', '/index.js'];

const cache = new WeakMap<ts.Program, boolean>();

/** @returns whether code of the program's own is out of sight, so that what is not found in it may be there all the same. */
export function hasHiddenModules(host: Host): boolean {
  let hidden = cache.get(host.program);
  if (hidden === undefined) {
    hidden = ownFiles(host.program).some((file) =>
      specifiersIn(host, file).some((node) => isHidden(host, file, node)),
    );
    cache.set(host.program, hidden);
  }
  return hidden;
}

/** Texts that name a file of the program's own in `import`, `export … from`, `import()` and `require()`. */
function specifiersIn(host: Host, file: ts.SourceFile): readonly ts.StringLiteralLike[] {
  const { ts } = host;
  const found: ts.StringLiteralLike[] = [];
  const add = (node: ts.Node | undefined): void => {
    if (node && ts.isStringLiteralLike(node) && /^\.\.?\//u.test(node.text) && !ASSETS.test(node.text))
      found.push(node);
  };
  for (const statement of file.statements) {
    if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement))
      add(statement.moduleSpecifier);
  }
  if (!/\b(?:require|import)\s*\(/u.test(file.text)) return found;
  for (const { node, name } of fileSyntax(ts, file).calls) if (name === 'require') add(node.arguments[0]);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0]);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isHidden(host: Host, file: ts.SourceFile, specifier: ts.StringLiteralLike): boolean {
  if (guarded(() => host.checker.getSymbolAtLocation(specifier))) return false;
  // A file without exports has no symbol, and `require` in TypeScript is an ordinary call.
  const folder = file.fileName.slice(0, file.fileName.lastIndexOf('/'));
  const path = joined(folder, specifier.text);
  const bare = path.replace(/\.[cm]?jsx?$/u, '');
  return ![path, bare].some((name) => SOURCES.some((end) => host.program.getSourceFile(name + end)));
}

function joined(folder: string, relative: string): string {
  const parts = folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
