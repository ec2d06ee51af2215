/**
 * Agreement of what the linter predicts with what a library does, in three steps that any half of the table can use:
 *
 * 1. `observe` sends a value through real code and names what happened to it;
 * 2. `predictions` asks the walker about the very expression that made the value, in the file it is written in;
 * 3. `recorded` compares a run with the committed JSON that the docs' tables are generated from (`scripts/docs.mjs`).
 *    `UPDATE_AGREEMENT=1 npx vitest run test/agreement` writes it anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type typescript from 'typescript';
import type { CodecId, Effect } from '../../src/adapters/codecs.js';
import { walkPayload } from '../../src/analysis/payload/walk.js';
import type { Host } from '../../src/analysis/program/host.js';
import { compiler, program } from '../analysis/payload/harness.js';
import type { Specimen } from './specimens.js';

/** What became of a value on its way. */
export type Outcome = Effect | 'survives';

/** Sends a value and gives what arrives; throws where the library does, on either side. */
export type Carry = (payload: unknown) => unknown;

/** @returns what a wire does to a specimen. */
export async function observe({ payload, recovers, written }: Specimen, carry: Carry): Promise<Outcome> {
  const sent = payload();
  let arrived: unknown;
  try {
    arrived = await carry(sent);
  } catch {
    return 'throws';
  }
  if (isSame(sent, arrived)) return 'survives';
  if (written !== undefined && isDeepStrictEqual(part(sent, arrived), written)) return 'survives';
  return recovers(part(sent, arrived)) ? 'changes' : 'loses';
}

/** The value in a payload, or the payload where the value is all of it. */
function part(sent: unknown, arrived: unknown): unknown {
  const inside = typeof sent === 'object' && sent !== null && 'value' in sent;
  if (!inside) return arrived;
  return typeof arrived === 'object' && arrived !== null && 'value' in arrived ? arrived.value : undefined;
}

/** Whether a worker can do with what arrives all that the sender could do: data and methods, not the identity. */
function isSame(sent: unknown, arrived: unknown): boolean {
  if (Object.is(sent, arrived)) return true;
  if (typeof sent !== 'object' || sent === null || typeof arrived !== 'object' || arrived === null)
    return false;
  if (sent instanceof Error && isBuiltInError(sent)) {
    // A TypeError is told from another Error by its name; the stack belongs to this process.
    return arrived instanceof Error && arrived.message === sent.message && arrived.name === sent.name;
  }
  if (hasBehaviour(sent) && !isInstance(arrived, sent)) return false;
  if (Array.isArray(sent) !== Array.isArray(arrived)) return false;
  if (ArrayBuffer.isView(sent) && !(sent instanceof DataView))
    return isDeepStrictEqual(Object.values(sent), Object.values(arrived));
  if (sent instanceof Map || sent instanceof Set) {
    if (!isDeepStrictEqual([...sent], [...(arrived as Iterable<unknown>)])) return false;
  } else if (Object.prototype.toString.call(sent) !== '[object Object]' && !Array.isArray(sent)) {
    if (sent instanceof URL ? sent.href !== (arrived as URL).href : !isDeepStrictEqual(sent, arrived))
      return false;
  }
  return Reflect.ownKeys(sent)
    .filter((key) => Object.prototype.propertyIsEnumerable.call(sent, key))
    .every((key) => isSame(Reflect.get(sent, key), Reflect.get(arrived, key)));
}

/** Whether a value has members of its class; instances of other classes are as good as plain objects. */
function hasBehaviour(value: object): boolean {
  for (let at: unknown = Object.getPrototypeOf(value); at && at !== Object.prototype;) {
    if (Reflect.ownKeys(at).some((key) => key !== 'constructor')) return true;
    at = Object.getPrototypeOf(at);
  }
  return false;
}

function isBuiltInError(error: Error): boolean {
  return Reflect.get(globalThis, error.name) === error.constructor;
}

function isInstance(value: object, like: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(like);
  return (
    typeof prototype === 'object' &&
    prototype !== null &&
    Object.prototype.isPrototypeOf.call(prototype, value)
  );
}

/** What the walker says of a specimen; `open` where it leaves the question open. */
export interface Prediction {
  readonly outcome: Outcome | 'open';
  /** Kind of value that it takes the specimen for. */
  readonly kind: string | undefined;
}

/** @returns the walker's answers on the specimens of a file, by name, for one wire. */
export class Predictions {
  readonly #host: Host;
  readonly #payloads: ReadonlyMap<string, typescript.Expression>;

  /** @param file the file that declares them, as `name: specimen(kind, () => payload, …)`. */
  constructor(file: string) {
    const ts = compiler('typescript');
    const name = path.basename(file);
    const built = program(ts, { [name]: readFileSync(file, 'utf8') });
    this.#host = { ts, program: built, checker: built.getTypeChecker(), settings: {} };
    const source = built.getSourceFiles().find(({ fileName }) => fileName.endsWith(`/virtual/${name}`));
    if (!source) throw new Error(`no ${file}`);
    this.#payloads = payloadsIn(ts, source);
  }

  /** @returns what becomes of a specimen. */
  of(name: string, codec: CodecId): Prediction {
    const expression = this.#payloads.get(name);
    if (!expression) throw new Error(`no specimen ${name}`);
    const type = this.#host.checker.getTypeAtLocation(expression);
    const answer = walkPayload(this.#host, { expression, type, node: expression, path: [] }, codec);
    if (answer.is === 'no') return { outcome: 'survives', kind: undefined };
    if (answer.is === 'unknown') return { outcome: 'open', kind: undefined };
    const [problem, ...others] = answer.value;
    if (!problem || others.length > 0) throw new Error(`${name}: ${answer.value.length} problems`);
    return { outcome: problem.effect, kind: problem.kind };
  }
}

function payloadsIn(
  ts: typeof typescript,
  source: typescript.SourceFile,
): ReadonlyMap<string, typescript.Expression> {
  const found = new Map<string, typescript.Expression>();
  const visit = (node: typescript.Node): void => {
    if (ts.isPropertyAssignment(node) && ts.isCallExpression(node.initializer)) {
      const payload = node.initializer.arguments[1];
      if (node.initializer.expression.getText() === 'specimen' && payload && ts.isArrowFunction(payload)) {
        const { name } = node;
        let body: typescript.Node = payload.body;
        while (ts.isParenthesizedExpression(body)) body = body.expression;
        if ('text' in name) found.set(name.text, body as typescript.Expression);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** One row of a table: what is predicted of a specimen, and what each library was seen to do with it. */
export interface Row {
  readonly kind: string;
  readonly predicted: Outcome | 'open';
  readonly observed: Readonly<Record<string, Outcome>>;
}

/** Rows by wire and specimen. */
export type Table = Readonly<Record<string, Readonly<Record<string, Row>>>>;

const weights: readonly Outcome[] = ['survives', 'changes', 'loses', 'throws'];

/**
 * @param either whether one of several wires is meant, so that only the lightest of their effects is certain
 * @returns what is wrong with a row; `undefined` where prediction and observation agree
 */
export function disagreement({ predicted, observed }: Row, either: boolean): string | undefined {
  const seen = [...new Set(Object.values(observed))];
  if (predicted === 'open') return undefined;
  const lightest = weights.find((outcome) => seen.includes(outcome));
  if (either ? predicted === lightest : seen.length === 1 && predicted === lightest) return undefined;
  return `predicted ${predicted}, observed ${JSON.stringify(observed)}`;
}

/**
 * Compares a run with the table of a former one.
 *
 * @param name file beside this one that holds the table
 * @returns the committed table; the new one, written, where `UPDATE_AGREEMENT` is set
 */
export function recorded(name: string, table: Table): unknown {
  const file = path.join(import.meta.dirname, name);
  if (process.env['UPDATE_AGREEMENT']) writeFileSync(file, `${JSON.stringify(table, undefined, 2)}\n`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
