/** What a program puts into a property elsewhere: `apiKey: scope.publicKey` makes it no secret, whatever its name says. */
import type ts from 'typescript';
import { harmlessValues } from '../../adapters/secrets.js';
import { ownFiles } from '../program/candidates.js';
import type { Host } from '../program/host.js';
import { guarded, symbolAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { initialiser } from './flow.js';
import { membersAlong, stepsOf } from './value-paths.js';

/** Files that are looked at for one name. */
const MAX_FILES = 40;

const given = new WeakMap<ts.Program, WeakMap<ts.Declaration, boolean>>();

/** @returns whether the property that an expression reads, or the member below it, is given a public or encrypted value. */
export function isGivenHarmless(
  host: Host,
  expression: ts.Expression,
  type: ts.Type,
  below: string,
): boolean {
  return declarationsOf(host, expression, type, below).some((declaration) => isHarmless(host, declaration));
}

function declarationsOf(
  host: Host,
  expression: ts.Expression,
  type: ts.Type,
  below: string,
): readonly ts.Declaration[] {
  if (below !== '') return membersAlong(host, type, stepsOf(below) ?? [], expression);
  const read = initialiser(host, expression);
  return host.ts.isPropertyAccessExpression(read) ? (symbolAt(host, read.name)?.declarations ?? []) : [];
}

function isHarmless(host: Host, declaration: ts.Declaration): boolean {
  let known = given.get(host.program);
  if (!known) given.set(host.program, (known = new WeakMap<ts.Declaration, boolean>()));
  let answer = known.get(declaration);
  if (answer === undefined) {
    answer = work(host, declaration);
    known.set(declaration, answer);
  }
  return answer;
}

function work(host: Host, declaration: ts.Declaration): boolean {
  const name = host.ts.getNameOfDeclaration(declaration)?.getText();
  if (name === undefined || !/^\w+$/u.test(name)) return false;
  // Text before syntax: the value's own words stand right behind the name.
  const written = new RegExp(
    String.raw`\b${name}\s*:\s*(?:await\s+)?[\w.!?]*(?:${harmlessValues.source})`,
    'iu',
  );
  return ownFiles(host.program)
    .filter(({ text }) => text.includes(name) && written.test(text))
    .slice(0, MAX_FILES)
    .some((file) => givesIn(host, file, name, declaration));
}

function givesIn(host: Host, file: ts.SourceFile, name: string, declaration: ts.Declaration): boolean {
  const { ts, checker } = host;
  let found = false;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isPropertyAssignment(node) && node.name.getText() === name && isHarmlessValue(ts, node)) {
      const wanted = guarded(() => checker.getContextualType(node.parent));
      const property = wanted && guarded(() => checker.getPropertyOfType(wanted, name));
      found = property?.declarations?.includes(declaration) === true;
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The last word that names the value: `scope.publicKey`, `encrypt(token)`. */
function isHarmlessValue(compiler: typeof ts, { initializer }: ts.PropertyAssignment): boolean {
  let value = bare(compiler, initializer);
  // `scope.publicKey ?? ''`
  if (compiler.isBinaryExpression(value)) value = bare(compiler, value.left);
  if (compiler.isCallExpression(value)) value = bare(compiler, value.expression);
  const name = compiler.isPropertyAccessExpression(value) ? value.name : value;
  return compiler.isIdentifier(name) && new RegExp(harmlessValues.source, 'iu').test(name.text);
}
