/** Rewrites what a payload's type says about a row, so that it says its key. */
import type ts from 'typescript';
import type { PayloadMember } from '../analysis/payload/members.js';
import { recognise } from '../analysis/payload/recognise/index.js';
import { alternatives, elementsOf, isObjectLike } from '../analysis/payload/structure.js';
import type { Host } from '../analysis/program/host.js';
import { typeAt } from '../analysis/program/symbols.js';
import type { Skip, TextEdit } from './edit.js';
import type { KeySlot } from './key-slot.js';
import { refuse } from './refuse.js';

/** @returns the edit of one declared member: `order: Order` becomes `orderId: number`. */
export function changeMember(host: Host, member: PayloadMember, slot: KeySlot): readonly TextEdit[] | Skip {
  const { ts } = host;
  const file = member.getSourceFile();
  const unclear = refuse(
    member,
    'payload-type',
    `\`${member.getText(file)}\` is more than this row; change it by hand.`,
  );
  if (
    ts.isPropertyDeclaration(member) &&
    ((ts.getDecorators(member)?.length ?? 0) > 0 || member.initializer)
  ) {
    return unclear;
  }
  if (!member.type || !holdsRow(host, member.type, slot)) return unclear;
  const text = keyType(host, slot, member.type);
  if (text === undefined)
    return refuse(
      member,
      'key-type',
      'The key has a type that a payload cannot carry as it is; convert it by hand.',
    );
  const start = member.name.getStart(file);
  const queued = slot.acceptsRow
    ? `${memberBreak(member)}${member.name.getText(file)}?: ${rowType(host, slot, member.type)}`
    : '';
  return [{ file: file.fileName, start, end: member.type.end, text: `${slot.name}: ${text}${queued}` }];
}

/** What stands between two members of the type that holds this one. */
function memberBreak(member: PayloadMember): string {
  const file = member.getSourceFile();
  const { text } = file;
  const delimiter = /[;,]/u.exec(text[member.end - 1] ?? '')?.[0] ?? '';
  const start = member.getStart(file);
  const line = text.slice(text.lastIndexOf('\n', start) + 1, start);
  if (line.trim() !== '') return `${delimiter === '' ? ';' : delimiter} `;
  const eol = /\r?\n/u.exec(text)?.[0] ?? '\n';
  return `${delimiter}${eol}${line}`;
}

/** The row of a queued task, as far as the worker still reads it. */
function rowType(host: Host, slot: KeySlot, node: ts.TypeNode): string {
  const row = `{ ${columnTypes(host, slot, node)
    .map(({ name, type }) => `${name}: ${type ?? ''}`)
    .join('; ')} }`;
  return slot.many ? `${row}[]` : row;
}

/** @returns the edit of a type that stands for the payload as a whole: `Queue<User>` becomes `Queue<{ userId: number }>`. */
export function changeWhole(host: Host, node: ts.TypeNode, slot: KeySlot): readonly TextEdit[] | Skip {
  const text = keyType(host, slot, node);
  if (text === undefined)
    return refuse(
      node,
      'key-type',
      'The key has a type that a payload cannot carry as it is; convert it by hand.',
    );
  const file = node.getSourceFile();
  const queued = slot.acceptsRow ? `; ${slot.keys[0]?.name ?? ''}?: ${text}` : '';
  const whole = `{ ${slot.name}: ${text}${queued} }`;
  return [{ file: file.fileName, start: node.getStart(file), end: node.end, text: whole }];
}

/** Whether a type holds rows of the model, or at most less of them; nothing else. */
export function holdsRow(host: Host, node: ts.TypeNode, slot: KeySlot): boolean {
  const { ts } = host;
  const type = typeAt(host, node);
  if (!type) return false;
  const empty = ts.TypeFlags.Null | ts.TypeFlags.Undefined;
  const open = ts.TypeFlags.Any | ts.TypeFlags.Unknown;
  return alternatives(host, type)
    .filter((option) => (option.flags & empty) === 0)
    .every((option) => {
      if ((option.flags & open) !== 0) return true;
      const elements = elementsOf(host, option);
      const rows = slot.many ? elements?.map((child) => child.type) : elements ? undefined : [option];
      return rows?.every((row) => {
        if (!isObjectLike(host, row)) return false;
        const model = recognise(host, row)?.model;
        return !model || model.declaration === slot.model.declaration;
      });
    });
}

function keyType(host: Host, slot: KeySlot, node: ts.TypeNode): string | undefined {
  const columns = columnTypes(host, slot, node);
  if (columns.some(({ type }) => type === undefined)) return undefined;
  const [only] = columns;
  const one =
    columns.length === 1
      ? (only?.type ?? '')
      : `{ ${columns.map(({ name, type }) => `${name}: ${type ?? ''}`).join('; ')} }`;
  return slot.many ? `${one}[]` : one;
}

/** The columns of the key with their types on the wire. */
function columnTypes(
  host: Host,
  slot: KeySlot,
  node: ts.TypeNode,
): readonly { readonly name: string; readonly type: string | undefined }[] {
  return slot.keys.map(({ name, type, wire }) => ({
    name,
    type: wire === 'same' ? (plain(type) ?? indexed(host, node, name, slot)) : 'string',
  }));
}

function plain(type: string): string | undefined {
  return type === 'number' || type === 'string' ? type : undefined;
}

/** A branded key by way of its row: `Order['id']`. */
function indexed(host: Host, node: ts.TypeNode, key: string, slot: KeySlot): string | undefined {
  const { ts } = host;
  let found: string | undefined;
  const visit = (at: ts.Node): void => {
    if (found !== undefined) return;
    if (ts.isTypeReferenceNode(at) && !at.typeArguments) {
      const type = typeAt(host, at);
      if (type && recognise(host, type)?.model.declaration === slot.model.declaration) {
        found = `${at.getText()}['${key}']`;
      }
    }
    ts.forEachChild(at, visit);
  };
  visit(node);
  return found;
}
