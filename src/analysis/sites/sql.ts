/**
 * Enqueues in SQL text: `client.query('select graphile_worker.add_job($1, $2)', ['mail', payload])` and
 * `` sql`select graphile_worker.add_job('mail', ${payload}::json)` `` handed to a call. A bare tagged template is no call and
 * not seen.
 */
import type ts from 'typescript';
import type { QueueAdapter, SqlLocator } from '../../adapters/queues/shape.js';
import { no, unknown, yes, type Answer } from '../program/answer.js';
import type { Bound } from '../program/bound.js';
import type { Host } from '../program/host.js';
import { typeAt } from '../program/symbols.js';
import { bare } from '../program/syntax.js';
import { resolve } from '../program/values.js';
import type { OptionLayer } from './options.js';
import type { PayloadSource, Template } from './templates.js';
import { textSource } from './text.js';

/** An enqueue written in SQL, with the call that runs it. */
export interface SqlEnqueue {
  readonly template: Template;
  readonly call: ts.CallExpression;
}

/** Members that are given SQL text to run. */
const RUNS =
  /^(?:query|raw|execute|unsafe|\$queryRawUnsafe|\$executeRawUnsafe|none|any|one|oneOrNone|many|manyOrNone|result)$/u;

/** @returns the enqueues that a file's SQL texts hold. */
export function sqlEnqueues(
  host: Host,
  file: ts.SourceFile,
  adapter: QueueAdapter,
  sql: SqlLocator,
): readonly SqlEnqueue[] {
  const { ts } = host;
  const found: SqlEnqueue[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const query = queryOf(host, node);
      const values = query && argumentsOf(query.text, sql);
      if (query && values) {
        found.push({ template: templateOf(host, { adapter, sql, query, values }), call: query.call });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** SQL text, with `$1`, `$2` … for the values that are handed over beside it or stand inside. */
interface Query {
  readonly text: string;
  readonly call: ts.CallExpression;
  /** Value of `$n` (n from 1). */
  value(index: number): ts.Expression | undefined;
}

function queryOf(host: Host, node: ts.StringLiteralLike | ts.TemplateExpression): Query | undefined {
  const { ts } = host;
  const { parent } = node;
  if (ts.isTaggedTemplateExpression(parent)) {
    const call = runningCall(host, parent);
    const spans = ts.isTemplateExpression(node) ? node.templateSpans : [];
    const head = ts.isTemplateExpression(node) ? node.head.text : node.text;
    const text = spans.reduce((all, span, index) => `${all}$${String(index + 1)}${span.literal.text}`, head);
    return call && { text, call, value: (index) => spans[index - 1]?.expression };
  }
  if (!ts.isStringLiteralLike(node)) return undefined;
  const call = ts.isCallExpression(parent) && parent.arguments[0] === node ? parent : undefined;
  const callee = call && bare(ts, call.expression);
  if (!call || !callee || !ts.isPropertyAccessExpression(callee) || !RUNS.test(callee.name.text))
    return undefined;
  const values = call.arguments[1] && resolve(host, { expression: call.arguments[1], scope: undefined });
  const list =
    values?.is === 'yes' && ts.isArrayLiteralExpression(values.value.expression)
      ? values.value.expression.elements
      : [];
  return { text: node.text, call, value: (index) => list[index - 1] };
}

/** `client.query(sql`…`)`, `` sql`…`.execute(db) ``. */
function runningCall(host: Host, tagged: ts.TaggedTemplateExpression): ts.CallExpression | undefined {
  const { ts } = host;
  const { parent } = tagged;
  if (ts.isCallExpression(parent) && parent.arguments.some((argument) => argument === tagged)) return parent;
  const call =
    ts.isPropertyAccessExpression(parent) && parent.expression === tagged ? parent.parent : undefined;
  return call && ts.isCallExpression(call) ? call : undefined;
}

/** @returns the SQL text of each argument of the function's first call, by parameter. */
function argumentsOf(text: string, sql: SqlLocator): ReadonlyMap<string, string> | undefined {
  const start = text.toLowerCase().indexOf(sql.function);
  const open = start < 0 ? -1 : start + sql.function.length;
  const list = open < 0 ? undefined : /^\s*\(/u.exec(text.slice(open));
  if (!list) return undefined;
  const found = new Map<string, string>();
  splitList(text.slice(open + list[0].length)).forEach((part, index) => {
    const named = /^\s*(\w+)\s*(?:=>|:=)\s*([\s\S]*)$/u.exec(part);
    const parameter = named?.[1] ?? sql.parameters[index];
    if (parameter !== undefined) found.set(parameter, (named?.[2] ?? part).trim());
  });
  return found;
}

/** Parts up to the closing parenthesis, split at commas outside of inner ones and of texts. */
function splitList(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "'") quoted = !quoted;
    else if (quoted) continue;
    else if (character === '(' || character === '[') depth++;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(from, at));
      from = at + 1;
    } else if (character === ')' || character === ']') {
      if (depth === 0) return [...parts, text.slice(from, at)];
      depth--;
    }
  }
  return [];
}

function templateOf(
  host: Host,
  parts: { adapter: QueueAdapter; sql: SqlLocator; query: Query; values: ReadonlyMap<string, string> },
): Template {
  const { adapter, sql, query, values } = parts;
  const name = values.get(sql.parameters[0] ?? '') ?? '';
  const text = /^'((?:[^']|'')*)'(?:::\w+)?$/u.exec(name)?.[1];
  const given = placed(query, name);
  return {
    adapter,
    locator: { member: sql.function, payload: '#0' },
    libraryCall: query.call,
    source: {
      call: query.call,
      receiver: undefined,
      bound: { arguments: query.call.arguments, scope: undefined },
    },
    item: 0,
    node: query.call,
    receiver: undefined,
    name: no,
    queueName: text === undefined ? (given ? yes(given) : unknown('dynamic value')) : undefined,
    definition: undefined,
    queueText: text?.replaceAll("''", "'"),
    payload: payloadOf(host, query, values.get(sql.payload)),
    options: [optionsOf(sql, query, values)],
    wrappers: [],
  };
}

/** The expression behind `$1`, `$1::json` or `CAST($1 AS json)`. */
function placed(query: Query, text: string): Bound | undefined {
  const index = /^(?:cast\s*\(\s*)?\$(\d+)(?:\s*::\s*\w+|\s+as\s+\w+\s*\))?$/iu.exec(text)?.[1];
  const expression = index === undefined ? undefined : query.value(Number(index));
  return expression && { expression, scope: undefined };
}

/** The value itself, where the driver makes the text of it, or what the program made one of. */
function payloadOf(host: Host, query: Query, text: string | undefined): Answer<readonly PayloadSource[]> {
  if (text === undefined) return no;
  const value = placed(query, text);
  if (!value) return unknown('dynamic value');
  const type = typeAt(host, value.expression);
  const isObject =
    type !== undefined && (type.flags & host.ts.TypeFlags.Object) !== 0 && !isMade(host, value);
  const source = isObject ? yes(value) : textSource(host, value);
  return source.is === 'yes' ? yes([{ bound: source.value, elementPath: undefined }]) : source;
}

/** `sql.json(payload)`: what the call returns is the driver's own. */
function isMade(host: Host, { expression }: Bound): boolean {
  return host.ts.isCallExpression(bare(host.ts, expression));
}

function optionsOf(sql: SqlLocator, query: Query, values: ReadonlyMap<string, string>): OptionLayer {
  const setters = new Map<string, Bound>();
  const settable = Object.values(sql.options);
  for (const [parameter, path] of Object.entries(sql.options)) {
    const text = values.get(parameter);
    if (text === undefined || /^null$/iu.test(text)) continue;
    const value = placed(query, text);
    // A number that stands in the text has no expression.
    if (!value) return { layer: 'call', options: no, settable, setters: unknown('dynamic value') };
    setters.set(path, value);
  }
  return { layer: 'call', options: no, settable, setters: yes(setters) };
}
