/** Models that a generator writes as type aliases (Prisma's `$UserPayload`). */
import type ts from 'typescript';
import { ormAdapters } from '../../../adapters/orms/index.js';
import type { Host } from '../../program/host.js';
import { wireOfText } from './key-wire.js';
import { keysFrom, unknownKeys, type KeyProperty, type Model, type ModelReader } from './model.js';
import { prismaKey } from './prisma-schema.js';

/** @returns the model whose generated payload type holds this column or relation. */
function generatedModel(host: Host, member: ts.PropertySignature): Model | undefined {
  const { ts } = host;
  let at: ts.Node = member;
  for (let step = 0; step < 8 && !ts.isTypeAliasDeclaration(at) && !ts.isSourceFile(at); step++)
    at = at.parent;
  if (!ts.isTypeAliasDeclaration(at)) return undefined;
  const alias = at;
  for (const adapter of ormAdapters) {
    const { generated } = adapter;
    const name = generated?.alias.exec(alias.name.text)?.[1];
    if (!generated || name === undefined || !ts.isTypeLiteralNode(alias.type)) continue;
    const names = alias.type.members.map((property) => property.name?.getText());
    if (generated.properties.every((property) => names.includes(property))) {
      return { adapter, name, kind: 'generated', declaration: alias, abstract: false };
    }
  }
  return undefined;
}

/** @returns the property signatures of a generated model's columns. */
function generatedColumns(host: Host, model: Model): readonly ts.PropertySignature[] {
  const { ts } = host;
  const { generated } = model.adapter;
  if (!generated || !ts.isTypeAliasDeclaration(model.declaration)) return [];
  if (!ts.isTypeLiteralNode(model.declaration.type)) return [];
  const holder = model.declaration.type.members.find(
    (member) => member.name?.getText() === generated.columns,
  );
  const columns: ts.PropertySignature[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeLiteralNode(node))
      columns.push(...node.members.filter((m): m is ts.PropertySignature => ts.isPropertySignature(m)));
    else ts.forEachChild(node, visit);
  };
  if (holder) visit(holder);
  return columns;
}

/** Generated payload types. */
export const generatedModels: ModelReader = {
  columns: (host, model) => generatedColumns(host, model).map((column) => column.name.getText()),
  keys(host, model) {
    const key = prismaKey(host, model);
    if (!key) return unknownKeys;
    const columns = generatedColumns(host, model);
    const properties: KeyProperty[] = [];
    for (const field of key.fields) {
      const column = columns.find((candidate) => candidate.name.getText() === field);
      if (!column) return unknownKeys;
      const type = column.type?.getText() ?? 'unknown';
      properties.push({ name: field, type, wire: wireOfText(type) });
    }
    return keysFrom(properties, properties.length > 1 ? (key.name ?? key.fields.join('_')) : undefined);
  },
  relations(host, { adapter, declaration }) {
    const { ts } = host;
    if (!adapter.generated || !ts.isTypeAliasDeclaration(declaration)) return new Set();
    if (!ts.isTypeLiteralNode(declaration.type)) return new Set();
    const holder = declaration.type.members.find(
      (member) => member.name?.getText() === adapter.generated?.relations,
    );
    const type = holder && ts.isPropertySignature(holder) ? holder.type : undefined;
    return new Set(
      type && ts.isTypeLiteralNode(type) ? type.members.map((m) => m.name?.getText() ?? '') : [],
    );
  },
  ofMember: (host, member) =>
    host.ts.isPropertySignature(member) ? generatedModel(host, member) : undefined,
};
