/**
 * What a payload's type costs on the heaviest types there are: the walker and the recognition of entities when they first
 * meet it (cold), and again (warm). That the compiler lists the type's members is paid once by whoever asks first and shown
 * apart; what it does to give the types of the members that are looked at is included. Milliseconds of CPU, median of the rounds;
 * each round has a program of its own. Aim: the walker under 15 ms cold, recognition under 0.2 ms warm.
 * `node bench/payload.mjs [--json] [--rounds 5] [--only name]`
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import ts from 'typescript';
import { codecOf } from '../dist/adapters/codecs.js';
import { recognise } from '../dist/analysis/payload/recognise/index.js';
import { alternatives } from '../dist/analysis/payload/structure.js';
import { Walker } from '../dist/analysis/payload/walker.js';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
  },
});

/** Sources that declare a `payload`. */
const types = {
  'Drizzle table': `
    import { bigint, jsonb, pgTable, serial, text, timestamp } from 'drizzle-orm/pg-core';
    const users = pgTable('users', { id: serial().primaryKey(), email: text().notNull(), n: bigint({ mode: 'bigint' }), meta: jsonb(), at: timestamp() });
    export const payload = users;`,
  'Drizzle row': `
    import { bigint, jsonb, pgTable, serial, text, timestamp } from 'drizzle-orm/pg-core';
    const users = pgTable('users', { id: serial().primaryKey(), email: text().notNull(), n: bigint({ mode: 'bigint' }), meta: jsonb(), at: timestamp() });
    export const payload = null! as typeof users.$inferSelect;`,
  'Mongoose document': `
    import { Schema, model, type HydratedDocument } from 'mongoose';
    interface User { email: string; at: Date; tags: string[]; address: { street: string; zip: string } }
    export const User = model('User', new Schema<User>({ email: String, at: Date, tags: [String] }));
    export const payload = null! as HydratedDocument<User>;`,
  'spread Mongoose document': `
    import { type HydratedDocument } from 'mongoose';
    interface User { email: string; at: Date; tags: string[]; address: { street: string; zip: string } }
    const user = null! as HydratedDocument<User>;
    export const payload = { ...user };`,
  PrismaClient: `
    import type { PrismaClient } from '../prisma7/client/client.js';
    export const payload = null! as PrismaClient;`,
  'Prisma row': `
    import type { PrismaClient } from '../prisma7/client/client.js';
    const prisma = null! as PrismaClient;
    export const payload = await prisma.user.findUniqueOrThrow({ where: { id: 1 }, include: { posts: true } });`,
  'Objection spread': `
    import { Model } from 'objection';
    class User extends Model { id!: number; email!: string; at!: Date }
    export const payload = { ...new User() };`,
  Window: `export const payload = null! as Window;`,
  'fields of Window': `export const payload = null! as Omit<Window, 'addEventListener'>;`,
};

// Beside the packages that the sources import.
const folder = path.resolve(import.meta.dirname, '../fixtures/libraries/orms');
/** @type {ts.CompilerOptions} */
const options = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  types: ['node'],
};
/** @type {Map<string, ts.SourceFile | undefined>} */
const parsed = new Map();

/** @param {string} text */
function programOf(text) {
  const main = path.join(folder, 'payload-source.ts');
  const host = ts.createCompilerHost(options, true);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => name === main || fileExists(name);
  host.readFile = (name) => (name === main ? text : readFile(name));
  host.getSourceFile = (name, version, ...rest) => {
    if (name === main) return ts.createSourceFile(name, text, version, true);
    if (!parsed.has(name)) parsed.set(name, getSourceFile(name, version, ...rest));
    return parsed.get(name);
  };
  const program = ts.createProgram([main], options, host);
  const file = program.getSourceFile(main);
  if (!file) throw new Error('no source');
  const [error] = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  if (error) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, '\n'));
  const checker = program.getTypeChecker();
  const symbol = checker.getSymbolAtLocation(file);
  const payload = symbol && checker.getExportsOfModule(symbol).find(({ name }) => name === 'payload');
  if (!payload) throw new Error('no payload');
  return { host: { ts, program, checker, settings: {} }, type: checker.getTypeOfSymbol(payload) };
}

/** @param {() => unknown} work @returns {number} milliseconds of CPU */
function cost(work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** @param {readonly number[]} numbers */
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

const REPEATS = 2000;

/** @param {string} text */
function round(text) {
  // Walker and recognition each on a program that nothing has asked before.
  const walked = programOf(text);
  const members = cost(() => walked.host.checker.getPropertiesOfType(walked.type));
  const walker = new Walker(walked.host, codecOf('json'));
  /** @type {import('../dist/analysis/payload/walker.js').TypeVerdict | undefined} */
  let verdict;
  const walkCold = cost(() => (verdict = walker.whole(walked.type, 'root')));
  const walkWarm = cost(() => new Walker(walked.host, codecOf('json')).whole(walked.type, 'root'));
  const known = programOf(text);
  const [type = known.type] = alternatives(known.host, known.type);
  known.host.checker.getPropertiesOfType(type);
  /** @type {ReturnType<typeof recognise>} */
  let entity;
  const recogniseCold = cost(() => (entity = recognise(known.host, type)));
  const recogniseWarm =
    cost(() => {
      for (let at = 0; at < REPEATS; at++) recognise(known.host, type);
    }) / REPEATS;
  const { nodes } = walker.spent;
  const answer = verdict?.found.length ? 'yes' : (verdict?.open ?? 'no');
  return {
    members,
    walkCold,
    walkWarm,
    recogniseCold,
    recogniseWarm,
    nodes,
    answer,
    entity: entity?.shape ?? '–',
  };
}

const results = Object.entries(types)
  .filter(([name]) => values.only === undefined || name === values.only)
  .map(([name, text]) => {
    const rounds = Array.from({ length: Number(values.rounds) }, () => round(text));
    const of = (
      /** @type {'members' | 'walkCold' | 'walkWarm' | 'recogniseCold' | 'recogniseWarm'} */ figure,
    ) => median(rounds.map((one) => one[figure]));
    const { nodes = 0, answer = '', entity = '' } = rounds[0] ?? {};
    return {
      name,
      members: of('members'),
      walkCold: of('walkCold'),
      walkWarm: of('walkWarm'),
      recogniseCold: of('recogniseCold'),
      recogniseWarm: of('recogniseWarm'),
      nodes,
      answer,
      entity,
    };
  });

if (values.json) console.log(JSON.stringify(results, undefined, 2));
else {
  const shown = (/** @type {number} */ ms) => ms.toFixed(ms < 0.1 ? 4 : 2).padStart(9);
  console.log(
    `ms of CPU, median of ${values.rounds} (aim: walker cold under 15, recognition warm under 0.2)`,
  );
  console.log(`${''.padEnd(26)}  members  walk cold  walk warm  recognise cold  recognise warm   objects`);
  for (const one of results) {
    console.log(
      `${one.name.padEnd(26)}${shown(one.members)}${shown(one.walkCold).padStart(11)}${shown(one.walkWarm).padStart(11)}${shown(one.recogniseCold).padStart(16)}${shown(one.recogniseWarm).padStart(16)}${String(one.nodes).padStart(10)}   ${one.entity}, ${one.answer}`,
    );
  }
}
