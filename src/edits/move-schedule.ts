import type ts from 'typescript';
import { notInTemplate, rhythmOptions } from '../adapters/queues/bullmq-renames.js';
import { unbound } from '../analysis/program/bound.js';
import type { Host } from '../analysis/program/host.js';
import { bare } from '../analysis/program/syntax.js';
import { resolve } from '../analysis/program/values.js';
import type { EnqueueSite } from '../analysis/sites/site.js';
import type { Rewrite, Skip } from './edit.js';
import { refuse } from './refuse.js';

/** A schedule as `queue.add` is given it. */
export interface RepeatedTask {
  readonly call: ts.CallExpression;
  readonly name: ts.Expression;
  readonly data: ts.Expression | undefined;
  readonly repeat: ts.Expression;
  /** What names the scheduler: the id, else the task's name. */
  readonly id: ts.Expression;
  /** The other options. */
  readonly rest: readonly ts.ObjectLiteralElementLike[];
}

/** Reads `queue.add(name, data, { repeat: { … }, … })`; every part must be written where it can be moved from. */
export function repeatedTask(host: Host, site: EnqueueSite): RepeatedTask | Skip {
  const { ts } = host;
  const { call } = site;
  const [name, data] = call.arguments;
  const options = site.optionsArgument && bare(ts, site.optionsArgument);
  if (site.locator.bulk === true || site.locator.member !== 'add') {
    return refuse(
      site.node,
      'bulk-schedule',
      'A schedule among other items has no bulk call; give it a call of its own.',
    );
  }
  if (!name || !options || !ts.isObjectLiteralExpression(options)) return dynamic(call);
  const named = (key: string): ts.Expression | undefined => valueOf(host, options, key);
  const repeat = named('repeat');
  const jobId = named('jobId');
  if (!repeat || !isRhythm(host, repeat) || (!jobId && site.ownOption('jobId').is !== 'no'))
    return dynamic(call);
  const rest = options.properties.filter((member) => !['repeat', 'jobId'].includes(nameOf(member) ?? ''));
  const odd = notInTemplate.find((key) => site.ownOption(key).is !== 'no');
  if (odd !== undefined) {
    return refuse(
      call,
      'other-options',
      `A scheduler takes no \`${odd}\`; take it out if the schedule does without.`,
    );
  }
  return { call, name, data, repeat, id: jobId ?? name, rest };
}

function dynamic(call: ts.CallExpression): Skip {
  return refuse(
    call,
    'dynamic-repeat',
    'The repeat options are not all written here; call `upsertJobScheduler` by hand.',
  );
}

function valueOf(host: Host, object: ts.ObjectLiteralExpression, key: string): ts.Expression | undefined {
  const member = object.properties.find((property) => nameOf(property) === key);
  if (!member) return undefined;
  if (host.ts.isPropertyAssignment(member)) return member.initializer;
  return host.ts.isShorthandPropertyAssignment(member) ? member.name : undefined;
}

function nameOf(member: ts.ObjectLiteralElementLike): string | undefined {
  return member.name && 'text' in member.name ? member.name.text : undefined;
}

/** An object whose every part a scheduler takes as well. */
function isRhythm(host: Host, repeat: ts.Expression): boolean {
  const { ts } = host;
  const target = resolve(host, unbound(repeat));
  if (target.is !== 'yes' || !ts.isObjectLiteralExpression(target.value.expression)) return false;
  const { properties } = target.value.expression;
  return properties.length > 0 && properties.every((member) => rhythmOptions.includes(nameOf(member) ?? ''));
}

/** Writes the same schedule as `queue.upsertJobScheduler(id, rhythm, { name, data, opts })`. */
export function moveSchedule(host: Host, task: RepeatedTask): Rewrite {
  const { ts } = host;
  const { call } = task;
  const callee = bare(ts, call.expression);
  const first = call.arguments[0];
  const last = call.arguments.at(-1);
  if (!ts.isPropertyAccessExpression(callee) || !first || !last) return dynamic(call);
  const file = call.getSourceFile();
  const parts = [task.id.getText(file), task.repeat.getText(file)];
  const template = templateText(host, task);
  if (template !== '') parts.push(template);
  return [
    {
      file: file.fileName,
      start: callee.name.getStart(file),
      end: callee.name.end,
      text: 'upsertJobScheduler',
    },
    { file: file.fileName, start: first.getStart(file), end: last.end, text: laidOut(call, parts) },
  ];
}

function templateText(host: Host, { name, data, id, rest }: RepeatedTask): string {
  const { ts } = host;
  const members: string[] = [];
  if (name.getText() !== id.getText()) members.push(`name: ${name.getText()}`);
  const empty = data && ts.isObjectLiteralExpression(data) && data.properties.length === 0;
  if (data && !empty) members.push(isNamed(host, data, 'data') ? 'data' : `data: ${data.getText()}`);
  if (rest.length > 0) members.push(`opts: { ${rest.map((member) => member.getText()).join(', ')} }`);
  return members.length === 0 ? '' : `{ ${members.join(', ')} }`;
}

function isNamed(host: Host, expression: ts.Expression, name: string): boolean {
  return host.ts.isIdentifier(expression) && expression.text === name;
}

const WIDTH = 100;

/** On one line where that fits, else a line for each argument. */
function laidOut(call: ts.CallExpression, parts: readonly string[]): string {
  const file = call.getSourceFile();
  const { text } = file;
  const line = text.lastIndexOf('\n', call.getStart(file)) + 1;
  const inline = parts.join(', ');
  const head = call.arguments.pos - line;
  if (inline.includes('\n') || head + 'upsertJobScheduler'.length + inline.length <= WIDTH) return inline;
  const indent = /^[ \t]*/u.exec(text.slice(line))?.[0] ?? '';
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const deeper = indent + (indent.includes('\t') ? '\t' : '  ');
  return `${newline}${parts.map((part) => `${deeper}${part},`).join(newline)}${newline}${indent}`;
}
