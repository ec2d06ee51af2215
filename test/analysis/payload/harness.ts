/** Programs whose `send(x)` calls are payloads, under any TypeScript, with the real packages of node_modules. */
import path from 'node:path';
import { createRequire } from 'node:module';
import type typescript from 'typescript';
import { expect, test } from 'vitest';
import type { CodecId } from '../../../src/adapters/codecs.js';
import {
  findEntities,
  type EntityFinding,
  type EntityOptions,
} from '../../../src/analysis/payload/entities.js';
import type { PayloadPart } from '../../../src/analysis/payload/part.js';
import { walkPayload } from '../../../src/analysis/payload/walk.js';
import type { Host, Settings } from '../../../src/analysis/program/host.js';

export type TypeScript = typeof typescript;

const require = createRequire(import.meta.url);
const root = path.resolve(import.meta.dirname, '../../..');
const folder = path.join(root, 'test', 'virtual');

/** @returns a compiler by package name; `ts-morph` is the one it bundles. */
export function compiler(name: 'typescript' | 'ts54' | 'ts59' | 'ts-morph'): TypeScript {
  return name === 'ts-morph' ? (require('ts-morph') as { ts: TypeScript }).ts : (require(name) as TypeScript);
}

const parsed = new Map<TypeScript, Map<string, typescript.SourceFile | undefined>>();

/** @param paths modules by other names: an alias of npm stands for the module that its types declare */
export function program(
  ts: TypeScript,
  files: Readonly<Record<string, string>>,
  paths: Readonly<Record<string, string>> = {},
): typescript.Program {
  const options: typescript.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    experimentalDecorators: true,
    allowImportingTsExtensions: true,
    types: ['node'],
    paths: Object.fromEntries(Object.entries(paths).map(([name, to]) => [name, [path.join(root, to)]])),
  };
  const sources = new Map(Object.entries(files).map(([name, text]) => [path.join(folder, name), text]));
  const host = ts.createCompilerHost(options, true);
  const disk = ts.createCompilerHost(options, true);
  const cache = parsed.get(ts) ?? new Map<string, typescript.SourceFile | undefined>();
  parsed.set(ts, cache);
  host.getCurrentDirectory = () => root;
  // ts-morph keeps the library files in memory; on disk they are TypeScript's own.
  if (!ts.sys.fileExists(ts.getDefaultLibFilePath(options))) {
    const lib = path.dirname(require.resolve('typescript'));
    host.getDefaultLibLocation = () => lib;
    host.getDefaultLibFileName = (o) => path.join(lib, ts.getDefaultLibFileName(o));
  }
  host.fileExists = (name) => sources.has(name) || disk.fileExists(name);
  host.readFile = (name) => sources.get(name) ?? disk.readFile(name);
  host.directoryExists = (name) => name === folder || (disk.directoryExists?.(name) ?? true);
  host.getSourceFile = (name, version, ...rest) => {
    const text = sources.get(name);
    if (text !== undefined) return ts.createSourceFile(name, text, version, true);
    if (!cache.has(name)) cache.set(name, disk.getSourceFile(name, version, ...rest));
    return cache.get(name);
  };
  return ts.createProgram([...sources.keys()], options, host);
}

/** One payload of a test source. */
export interface Sent {
  readonly host: Host;
  readonly part: PayloadPart;
}

/** @returns the payloads of every `send(x)` in one source, in order. */
export function sends(ts: TypeScript, code: string, settings: Settings = {}): readonly Sent[] {
  return sendsOfAll(ts, { main: code }, settings).get('main') ?? [];
}

/** The same for many sources by name, in one program. */
export function sendsOfAll(
  ts: TypeScript,
  sources: Readonly<Record<string, string>>,
  settings: Settings = {},
  paths: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, readonly Sent[]> {
  const names = Object.keys(sources);
  const files = names.map((name, index) => [
    `case${index}.ts`,
    `${sources[name] ?? ''}\ndeclare function send(payload: unknown): void;\nexport {};`,
  ]);
  const built = program(ts, Object.fromEntries(files) as Record<string, string>, paths);
  const host: Host = { ts, program: built, checker: built.getTypeChecker(), settings };
  const found = names.map((name, index): [string, readonly Sent[]] => {
    const file = built.getSourceFile(path.join(folder, `case${index}.ts`));
    if (!file) throw new Error(`no file for ${name}`);
    const errors = [...built.getSyntacticDiagnostics(file), ...built.getSemanticDiagnostics(file)];
    if (errors.length > 0) {
      const texts = errors.map((error) => ts.flattenDiagnosticMessageText(error.messageText, ' '));
      throw new Error(`${name}: ${texts.join('\n')}`);
    }
    return [name, sendsIn(host, file)];
  });
  return new Map(found);
}

function sendsIn(host: Host, file: typescript.SourceFile): readonly Sent[] {
  const { ts } = host;
  const found: Sent[] = [];
  const visit = (node: typescript.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'send' && node.arguments[0]) {
      const expression = node.arguments[0];
      const type = host.checker.getTypeAtLocation(expression);
      found.push({ host, part: { expression, type, node: expression, path: [] } });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** @returns the walker's answer as short text: `throws bigint at id | loses map at a.b`, `no` or `unknown (any type)`. */
export function verdict(sent: Sent, codec: CodecId = 'json'): string {
  const answer = walkPayload(sent.host, sent.part, codec);
  if (answer.is === 'no') return 'no';
  if (answer.is === 'unknown') return `unknown (${answer.why})`;
  return answer.value
    .map(({ effect, kind, path }) => `${effect} ${kind}${path ? ` at ${path}` : ''}`)
    .join(' | ');
}

/** @returns the entities of a payload. */
export function entities(sent: Sent, options?: EntityOptions): readonly EntityFinding[] {
  const answer = findEntities(sent.host, sent.part, options);
  return answer.is === 'yes' ? answer.value : [];
}

/** @returns entities as short text: `User instance at user (id)`. */
export function entityText(sent: Sent, options?: EntityOptions): string {
  return entities(sent, options)
    .map(({ entity, shape, path, keys, unpersisted }) => {
      const key = keys.known ? keys.properties.map(({ name, type }) => `${name}: ${type}`).join(', ') : '?';
      return `${entity} ${shape}${path ? ` at ${path}` : ''} (${key})${unpersisted ? ' unpersisted' : ''}`;
    })
    .join(' | ');
}

/** Cases by name: code, and the entities of its payloads (`;` between payloads). */
export type EntityCases = Readonly<Record<string, readonly [code: string, expected: string]>>;

/** Declares one test per case; all of them share a program. */
export function testEntities(
  ts: TypeScript,
  prelude: string,
  cases: EntityCases,
  paths: Readonly<Record<string, string>> = {},
): void {
  let all: ReadonlyMap<string, readonly Sent[]> | undefined;
  const sources = Object.fromEntries(
    Object.entries(cases).map(([name, [code]]) => [name, `${prelude}\n${code}`]),
  );
  test.each(Object.entries(cases))('%s', (name, [, expected]) => {
    all ??= sendsOfAll(ts, sources, {}, paths);
    const texts = (all.get(name) ?? []).map((sent) => entityText(sent));
    expect(texts.filter((text) => text !== '').join(' ; ')).toBe(expected);
  });
}
