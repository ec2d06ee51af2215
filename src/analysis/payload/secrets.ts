/** Secrets in a payload: by a property's name, by the name of what its value is read from, and by the columns a row brings. */
import type ts from 'typescript';
import { hiddenColumn, ownOutput } from '../../adapters/secrets.js';
import type { Host } from '../program/host.js';
import { typeAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { findEntities, type EntityFinding } from './entities.js';
import { leavesOf, type Leaf } from './expression.js';
import { originOf, type ReceivedParameter } from './flow.js';
import { columnsOf, transientsOf } from './models/index.js';
import type { PayloadPart } from './part.js';
import { isGivenHarmless } from './secret-given.js';
import { isUnreadable, secretName, type NameChoice, type SecretName } from './secret-names.js';
import { holdsSecret, secretMembers } from './secret-types.js';
import { readability, secretValue } from './secret-values.js';
import { pathText } from './structure.js';
import { stepsOf, valueAt } from './value-paths.js';

/** Secrets of one value of a payload. */
export interface SecretFinding {
  /** Narrowest expression in the producer's source. */
  readonly node: ts.Node;
  /** Paths in the payload that hold a secret, or the secret columns of a row. */
  readonly names: readonly string[];
  readonly secret: SecretName;
  /** The row that brings them. */
  readonly row: EntityFinding | undefined;
  /** What the code reads it from, where the payload calls it something else. */
  readonly from: string | undefined;
  /** It is read from the environment or the configuration. */
  readonly configured: boolean;
}

const plain = { row: undefined, from: undefined, configured: false };

/** @returns the secrets in a payload part; names and types speak, so nothing is ever proven absent. */
export function findSecrets(
  host: Host,
  part: PayloadPart,
  choice: NameChoice,
  received?: ReceivedParameter,
): readonly SecretFinding[] {
  const leaves = leavesOf(host, part);
  const found = findEntities(host, part, { serialised: true, ...(received && { received }) });
  const rows = found.is === 'yes' ? found.value : [];
  const findings = rows.flatMap((row) => ofRow(host, row, leaves, choice));
  for (const leaf of leaves) {
    const found = ofLeaf(host, leaf, choice, received);
    const names =
      found?.names.filter(
        (name) => !rows.some((row) => isOf(row, leaf, name)) && !isHarmlessHere(host, leaf, name),
      ) ?? [];
    if (found && names.length > 0) findings.push({ ...found, names });
  }
  return findings;
}

function isHarmlessHere(host: Host, { expression, type, path }: Leaf, name: string): boolean {
  const outer = pathText(path);
  const below = name.startsWith(outer) ? name.slice(outer.length) : '';
  return expression !== undefined && isGivenHarmless(host, expression, type, below);
}

/** A member of a row, which is judged as a row. */
function isOf(row: EntityFinding, leaf: Leaf, name: string): boolean {
  if (row.node !== leaf.node) return false;
  return row.path === '' || row.spread || name.startsWith(`${row.path}.`);
}

function ofLeaf(
  host: Host,
  leaf: Leaf,
  choice: NameChoice,
  received: ReceivedParameter | undefined,
): SecretFinding | undefined {
  const { expression, node } = leaf;
  const path = pathText(leaf.path);
  if (choice.allow?.includes(path) === true) return undefined;
  const name = leaf.spread ? undefined : lastName(leaf.path);
  const secret = name === undefined ? undefined : secretName(name, choice);
  if (secret) {
    const told = expression ? readable(host, leaf, expression, secret) : secret;
    if (told && (isLiteral(host, leaf) || holdsSecret(host, leaf.type, told)))
      return { ...plain, node, names: [path], secret: told };
  }
  if (!expression || leaf.changed) return undefined;
  if (name === undefined || !isUnreadable(name)) {
    const value = secretValue(host, expression, choice);
    if (value) {
      const { secret: found, text, configured } = value;
      return { ...plain, node, names: [path], secret: found, from: text, configured };
    }
  }
  const inside = stringified(host, expression);
  if (inside) return ofText(host, leaf, inside, choice, received);
  return ofType(host, leaf, expression, choice, received);
}

/** `password: await hash(password)` is a hash; `token: encrypt(token)` nobody can read. */
function readable(
  host: Host,
  leaf: Leaf,
  expression: ts.Expression,
  secret: SecretName,
): SecretName | undefined {
  const state = readability(host, expression);
  if (state === 'open') return secret;
  if (state === 'hidden' || secret.kind !== 'password' || leaf.spread) return undefined;
  return { ...secret, title: 'the hash of a password' };
}

/** A secret that is written in the code. */
function isLiteral(host: Host, leaf: Leaf): boolean {
  return leaf.expression !== undefined && host.ts.isStringLiteralLike(bare(host.ts, leaf.expression));
}

/** What `JSON.stringify` is given. */
function stringified(host: Host, written: ts.Expression): ts.Expression | undefined {
  const { ts } = host;
  const call = bare(ts, written);
  if (!ts.isCallExpression(call) || call.expression.getText() !== 'JSON.stringify') return undefined;
  return call.arguments[0];
}

function ofText(
  host: Host,
  leaf: Leaf,
  expression: ts.Expression,
  choice: NameChoice,
  received: ReceivedParameter | undefined,
): SecretFinding | undefined {
  const type = typeAt(host, expression);
  if (!type) return undefined;
  const found = findSecrets(host, { expression, type, node: expression, path: [] }, choice, received);
  const [first] = found;
  const inText = (name: string): string => (name === '' ? pathText(leaf.path) : name);
  return first && { ...first, node: leaf.node, names: found.flatMap(({ names }) => names.map(inText)) };
}

function ofType(
  host: Host,
  leaf: Leaf,
  expression: ts.Expression,
  choice: NameChoice,
  received: ReceivedParameter | undefined,
): SecretFinding | undefined {
  const members = secretMembers(host, leaf.type, choice, leaf.overridden);
  const [first] = members;
  // Sent on as it came: the first enqueue is the one to tell.
  if (!first || originOf(host, expression, received) === 'received') return undefined;
  const names = members
    .map(({ path }) => pathText(leaf.path + path))
    .filter((name) => choice.allow?.includes(name) !== true);
  return names.length === 0 ? undefined : { ...plain, node: leaf.node, names, secret: first.secret };
}

function ofRow(
  host: Host,
  row: EntityFinding,
  leaves: readonly Leaf[],
  choice: NameChoice,
): readonly SecretFinding[] {
  const leaf = leaves.find(({ node }) => node === row.node);
  const columns = secretColumns(host, row, leaf, choice);
  const [first] = columns;
  const secret = first === undefined ? undefined : secretName(first, choice);
  return secret ? [{ ...plain, node: row.node, names: columns, secret, row }] : [];
}

function secretColumns(
  host: Host,
  row: EntityFinding,
  leaf: Leaf | undefined,
  choice: NameChoice,
): readonly string[] {
  const { model, type } = row;
  if (leaf?.changed === true || (leaf && !isThere(host, leaf, row))) return [];
  if (model && model.kind !== 'generated' && !row.spread) {
    if (ownOutput.test(model.declaration.getSourceFile().text)) return [];
  }
  const properties = host.checker.getPropertiesOfType(type);
  const names = model ? columnsOf(host, model) : properties.map(({ name }) => name);
  const absent = model ? transientsOf(host, model) : new Set<string>();
  return names.filter((name) => {
    const secret = secretName(name, choice);
    const property = secret && properties.find((own) => own.name === name);
    if (!secret || !property || absent.has(name)) return false;
    if ((row.whole || row.spread) && leaf?.overridden.has(name) === true) return false;
    if (property.declarations?.some((declaration) => hiddenColumn.test(declaration.getText())) === true)
      return false;
    return holdsSecret(host, host.checker.getTypeOfSymbol(property), secret);
  });
}

/** A row below a value is sent for certain: no optional member leads to it. */
function isThere(host: Host, leaf: Leaf, row: EntityFinding): boolean {
  const outer = pathText(leaf.path);
  if (row.whole || row.spread || !row.path.startsWith(outer)) return true;
  const steps = stepsOf(row.path.slice(outer.length));
  const at = steps && valueAt(host, leaf.type, steps, leaf.node);
  return at !== undefined && !at.undefined;
}

/** The name that a value goes by: of `.users[0].password` password, of `.tokens[]` tokens. */
function lastName(path: string): string | undefined {
  const names = [...path.matchAll(/\.([\p{L}_$][\p{L}\p{N}_$]*)|\["((?:[^"\\]|\\.)*)"\]/gu)];
  const last = names.at(-1);
  return last?.[1] ?? last?.[2];
}
