import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import { bare } from '../analysis/program/syntax.js';
import { property } from '../analysis/program/values.js';
import type { EnqueueSite, QueueSite } from '../analysis/sites/site.js';
import type { Rewrite, Skip, TextEdit } from './edit.js';

/** Option text by key, in the order in which it is written. */
export type OptionTexts = Readonly<Record<string, string>>;

/** Sets options at an enqueue: extends its options literal, spreads other expressions, or adds the argument. */
export function setEnqueueOptions(host: Host, site: EnqueueSite, options: OptionTexts): Rewrite {
  const { call, optionsArgument, optionsIndex } = site;
  if (optionsIndex === undefined || site.wrappers.length > 0) {
    return skip(
      call,
      'options-out-of-reach',
      'This call takes no options of its own; set them in the function it calls.',
    );
  }
  if (optionsArgument) return extend(host, optionsArgument, options);
  if (call.arguments.length !== optionsIndex || call.arguments.length === 0) {
    return skip(
      call,
      'options-out-of-reach',
      'An argument before the options is missing; write it, then run again.',
    );
  }
  const last = call.arguments[call.arguments.length - 1];
  return last ? [insert(call, last.end, `, ${literal(options)}`)] : [];
}

/** Sets default options at the place where a queue is constructed or registered. */
export function setQueueDefaults(host: Host, site: QueueSite, options: OptionTexts): Rewrite {
  const defaults = site.defaults[0];
  if (defaults) return extend(host, defaults, options);
  const { node, optionsArgument } = site;
  const text = `defaultJobOptions: ${literal(options)}`;
  if (optionsArgument) return extend(host, optionsArgument, { defaultJobOptions: literal(options) });
  if (host.ts.isNewExpression(node) || host.ts.isCallExpression(node)) {
    const last = node.arguments?.at(-1);
    if (last && node.arguments?.length === 1) return [insert(node, last.end, `, { ${text} }`)];
  }
  return skip(
    node,
    'options-out-of-reach',
    'The options of this queue are not written here; set its defaults by hand.',
  );
}

/** Adds keys to what an expression stands for, at the expression itself. */
function extend(host: Host, expression: ts.Expression, options: OptionTexts): Rewrite {
  const { ts } = host;
  const value = bare(ts, expression);
  if (!ts.isObjectLiteralExpression(value)) {
    const file = expression.getSourceFile();
    const text = `{ ...${wrapped(host, expression)}, ${pairs(options)} }`;
    return [{ file: file.fileName, start: expression.getStart(file), end: expression.end, text }];
  }
  const edits: TextEdit[] = [];
  const missing: Record<string, string> = {};
  for (const [key, text] of Object.entries(options)) {
    const own = value.properties.find(
      (member) => member.name && 'text' in member.name && member.name.text === key,
    );
    if (own && ts.isPropertyAssignment(own)) {
      edits.push({
        file: value.getSourceFile().fileName,
        start: own.initializer.getStart(),
        end: own.initializer.end,
        text,
      });
    } else if (property(host, { expression: value, scope: undefined }, key).is !== 'yes') missing[key] = text;
  }
  if (Object.keys(missing).length > 0) edits.push(append(value, missing));
  return edits;
}

function wrapped(host: Host, expression: ts.Expression): string {
  const { ts } = host;
  const simple =
    ts.isIdentifier(expression) ||
    ts.isPropertyAccessExpression(expression) ||
    ts.isCallExpression(expression);
  return simple ? expression.getText() : `(${expression.getText()})`;
}

/** Appends properties in the literal's own layout: a line each where it is spread over lines. */
function append(object: ts.ObjectLiteralExpression, options: OptionTexts): TextEdit {
  const file = object.getSourceFile();
  const last = object.properties.at(-1);
  if (!last) {
    return { file: file.fileName, start: object.getStart(file), end: object.end, text: literal(options) };
  }
  const multiline = file.text.slice(object.getStart(file), object.end).includes('\n');
  const trailing = object.properties.hasTrailingComma;
  const start = trailing ? commaAfter(file.text, last.end) : last.end;
  const lead = trailing ? '' : ',';
  if (!multiline) return insert(object, start, `${lead} ${pairs(options)}${trailing ? ',' : ''}`);
  const newline = file.text.includes('\r\n') ? '\r\n' : '\n';
  const indent = /[ \t]*$/u.exec(file.text.slice(0, last.getStart(file)))?.[0] ?? '';
  const lines = Object.entries(options).map(([key, text]) => `${newline}${indent}${key}: ${text}`);
  return insert(object, start, `${lead}${lines.join(',')}${trailing ? ',' : ''}`);
}

function commaAfter(text: string, position: number): number {
  return text.indexOf(',', position) + 1;
}

function insert(node: ts.Node, position: number, text: string): TextEdit {
  return { file: node.getSourceFile().fileName, start: position, end: position, text };
}

function literal(options: OptionTexts): string {
  return `{ ${pairs(options)} }`;
}

function pairs(options: OptionTexts): string {
  return Object.entries(options)
    .map(([key, text]) => `${key}: ${text}`)
    .join(', ');
}

function skip(node: ts.Node, reason: string, message: string): Skip {
  return { skip: true, reason, message, file: node.getSourceFile().fileName, start: node.getStart() };
}
