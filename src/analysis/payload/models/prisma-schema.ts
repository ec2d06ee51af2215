/**
 * Primary keys of Prisma models. Generated types do not tell `@id` from `@unique`, but every generated client carries
 * the text of its schema: beside it (`schema.prisma`) or as a string in `internal/class.ts`.
 */
import path from 'node:path';
import type ts from 'typescript';
import type { Host } from '../../program/host.js';
import type { Model } from './model.js';

/** Fields of a key, and the name a query calls a composite one by. */
export interface PrismaKey {
  readonly fields: readonly string[];
  readonly name: string | undefined;
}

const schemas = new WeakMap<ts.Program, Map<string, string | undefined>>();

/** @returns the key of a Prisma model, `undefined` when neither schema nor types tell it. */
export function prismaKey(host: Host, model: Model): PrismaKey | undefined {
  const file = model.declaration.getSourceFile();
  const schema = schemaNear(host, file.fileName);
  const fromSchema = schema === undefined ? undefined : keyInSchema(schema, model.name);
  return fromSchema ?? keyInTypes(host, file, model.name);
}

/** @returns the key that a schema's text gives a model: `@id`, `@@id([…])`, else its first `@unique`. */
export function keyInSchema(schema: string, model: string): PrismaKey | undefined {
  const block = new RegExp(`^\\s*model\\s+${model}\\s*\\{([\\s\\S]*?)^\\s*\\}`, 'mu').exec(schema)?.[1];
  if (block === undefined) return undefined;
  const lines = block.split('\n').map((line) => line.replace(/\/\/.*$/u, '').trim());
  for (const attribute of ['@@id', '@id', '@unique', '@@unique']) {
    for (const line of lines) {
      const key = attribute.startsWith('@@') ? blockKey(line, attribute) : fieldKey(line, attribute);
      if (key) return key;
    }
  }
  return undefined;
}

function fieldKey(line: string, attribute: string): PrismaKey | undefined {
  const match = /^(\w+)\s+(\w+)(\?|\[\])?\s/u.exec(`${line} `);
  // An optional unique field cannot find every row.
  if (!match?.[1] || match[3] !== undefined) return undefined;
  const present = new RegExp(`(?<![@\\w])${attribute}\\b`, 'u').test(line);
  return present ? { fields: [match[1]], name: undefined } : undefined;
}

function blockKey(line: string, attribute: string): PrismaKey | undefined {
  if (!line.startsWith(`${attribute}(`)) return undefined;
  const fields = /\[([^\]]*)\]/u.exec(line)?.[1];
  if (fields === undefined) return undefined;
  // `@@id([a(sort: Desc), b])`
  const names = fields
    .replace(/\([^)]*\)/gu, '')
    .split(',')
    .map((field) => field.trim())
    .filter((field) => field !== '');
  return { fields: names, name: /\bname:\s*"(\w+)"/u.exec(line)?.[1] };
}

function schemaNear(host: Host, fileName: string): string | undefined {
  let known = schemas.get(host.program);
  if (!known) schemas.set(host.program, (known = new Map<string, string | undefined>()));
  const directory = path.posix.dirname(fileName.replaceAll('\\', '/'));
  if (!known.has(directory)) known.set(directory, readSchema(host, directory));
  return known.get(directory);
}

function readSchema(host: Host, directory: string): string | undefined {
  const beside = read(host, `${directory}/schema.prisma`);
  if (beside !== undefined) return beside;
  for (const folder of [directory, path.posix.dirname(directory)]) {
    const text = read(host, `${folder}/internal/class.ts`);
    const literal = text === undefined ? null : /"inlineSchema":\s*("(?:[^"\\]|\\.)*")/u.exec(text);
    if (literal?.[1] === undefined) continue;
    try {
      return JSON.parse(literal[1]) as string;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

function read(host: Host, fileName: string): string | undefined {
  const loaded = host.program.getSourceFile(fileName)?.text;
  if (loaded !== undefined) return loaded;
  // `ts.sys` is absent where the compiler has no file system.
  const system = host.ts.sys as typeof host.ts.sys | undefined;
  return system?.fileExists(fileName) ? system.readFile(fileName) : undefined;
}

/** `UserWhereUniqueInput = AtLeast<{ … }, 'id'>`: one name only is the key. */
function keyInTypes(host: Host, file: ts.SourceFile, model: string): PrismaKey | undefined {
  const { ts } = host;
  let found: PrismaKey | undefined;
  const visit = (node: ts.Node): void => {
    if (found) return;
    if (ts.isTypeAliasDeclaration(node) && node.name.text === `${model}WhereUniqueInput`) {
      const unique = ts.isTypeReferenceNode(node.type) ? node.type.typeArguments?.[1] : undefined;
      if (unique && ts.isLiteralTypeNode(unique) && ts.isStringLiteral(unique.literal)) {
        found = { fields: [unique.literal.text], name: undefined };
      }
      return;
    }
    if (ts.isModuleDeclaration(node) || ts.isModuleBlock(node) || ts.isSourceFile(node)) {
      ts.forEachChild(node, visit);
    }
  };
  visit(file);
  return found;
}
