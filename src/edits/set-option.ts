import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import { bare } from '../analysis/program/syntax.js';
import { typeAt } from '../analysis/program/symbols.js';
import { property } from '../analysis/program/values.js';
import { parseLocator } from '../analysis/sites/locate.js';
import type { EnqueueSite, QueueSite } from '../analysis/sites/site.js';
import type { Rewrite, TextEdit } from './edit.js';
import { fileStyle } from './file-style.js';
import { refuse } from './refuse.js';

/** Option text by key, in the order in which it is written; nested options likewise. */
export interface OptionTexts {
  readonly [key: string]: string | OptionTexts;
}

/** Sets options at an enqueue: extends its options literal, spreads other expressions, or adds the argument. */
export function setEnqueueOptions(host: Host, site: EnqueueSite, texts: OptionTexts): Rewrite {
  const options = inStyleOf(host, site.file, texts);
  const { call, optionsArgument, optionsIndex } = site;
  const item = itemOptions(host, site, options);
  if (item) return item;
  if (optionsIndex === undefined || site.wrappers.length > 0) {
    return refuse(
      call,
      'options-out-of-reach',
      'This call takes no options of its own; set them in the function it calls.',
    );
  }
  if (optionsArgument) return extend(host, optionsArgument, options);
  if (call.arguments.length !== optionsIndex || call.arguments.length === 0) {
    return refuse(
      call,
      'options-out-of-reach',
      'An argument before the options is missing; write it, then run again.',
    );
  }
  const last = call.arguments[call.arguments.length - 1];
  return last ? [insert(call, last.end, `, ${inline(options)}`)] : [];
}

/** An item of a flow or bulk call holds its options beside its data. */
function itemOptions(host: Host, site: EnqueueSite, options: OptionTexts): Rewrite | undefined {
  const { ts } = host;
  const { node, locator, wrappers } = site;
  const key = locator.options === undefined ? '' : parseLocator(locator.options).path;
  if (!ts.isObjectLiteralExpression(node) || key === '' || wrappers.length > 0) return undefined;
  const own = node.properties.find(({ name }) => name && 'text' in name && name.text === key);
  if (own && ts.isPropertyAssignment(own)) return extend(host, own.initializer, options);
  return own ? undefined : extend(host, node, { [key]: options });
}

/** Sets default options at the place where a queue is constructed or registered. */
export function setQueueDefaults(host: Host, site: QueueSite, texts: OptionTexts): Rewrite {
  const options = inStyleOf(host, site.defaults[0]?.getSourceFile() ?? site.file, texts);
  const defaults = site.defaults[0];
  if (defaults) return extend(host, defaults, options);
  const { node, optionsArgument } = site;
  const nested = { defaultJobOptions: options };
  if (optionsArgument && !isText(host, optionsArgument)) return extend(host, optionsArgument, nested);
  if (host.ts.isNewExpression(node) || host.ts.isCallExpression(node)) {
    // `new Bull('mail', 'redis://…')`: the options come after the address.
    const last = node.arguments?.at(-1);
    if (last && node.arguments?.length === (optionsArgument ? 2 : 1)) {
      return [insert(node, last.end, `, ${inline(nested)}`)];
    }
  }
  return refuse(
    node,
    'options-out-of-reach',
    'The options of this queue are not written here; set its defaults by hand.',
  );
}

/** The file's own quotes. */
function inStyleOf(host: Host, file: ts.SourceFile, options: OptionTexts): OptionTexts {
  const { quote } = fileStyle(host.ts, file, host.program.getCompilerOptions());
  const restyled = (value: string | OptionTexts): string | OptionTexts =>
    typeof value === 'string' ? value.replaceAll("'", quote) : inStyleOf(host, file, value);
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, restyled(value)]));
}

function isText(host: Host, expression: ts.Expression): boolean {
  const type = typeAt(host, expression);
  return type !== undefined && (type.flags & host.ts.TypeFlags.StringLike) !== 0;
}

/** Sets options in an object literal that holds some already, wherever it is written. */
export function extendOptions(host: Host, object: ts.ObjectLiteralExpression, texts: OptionTexts): Rewrite {
  return extend(host, object, inStyleOf(host, object.getSourceFile(), texts));
}

/** Adds keys to what an expression stands for, at the expression itself. */
function extend(host: Host, expression: ts.Expression, options: OptionTexts): Rewrite {
  const { ts } = host;
  const file = expression.getSourceFile();
  const value = bare(ts, expression);
  if (!ts.isObjectLiteralExpression(value)) {
    const text = `{ ...${wrapped(host, expression)}, ${pairs(options)} }`;
    return [{ file: file.fileName, start: expression.getStart(file), end: expression.end, text }];
  }
  const edits: TextEdit[] = [];
  const missing: Record<string, string | OptionTexts> = {};
  for (const [key, text] of Object.entries(options)) {
    const own = value.properties.find(
      (member) => member.name && 'text' in member.name && member.name.text === key,
    );
    if (own && ts.isPropertyAssignment(own)) {
      const { initializer } = own;
      edits.push({
        file: file.fileName,
        start: initializer.getStart(file),
        end: initializer.end,
        text: write(text),
      });
    } else if (property(host, { expression: value, scope: undefined }, key).is !== 'yes') missing[key] = text;
  }
  if (Object.keys(missing).length > 0) edits.push(...append(value, missing));
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
function append(object: ts.ObjectLiteralExpression, options: OptionTexts): readonly TextEdit[] {
  const file = object.getSourceFile();
  const { text } = file;
  const last = object.properties.at(-1);
  if (!last) {
    return [{ file: file.fileName, start: object.getStart(file), end: object.end, text: inline(options) }];
  }
  const trailing = object.properties.hasTrailingComma;
  const after = trailing ? text.indexOf(',', last.end) + 1 : last.end;
  const brace = text.lastIndexOf('}', object.end - 1);
  const lineEnd = /\r?\n/u.exec(text.slice(after, brace));
  if (!lineEnd)
    return [insert(object, after, `${trailing ? '' : ','} ${pairs(options)}${trailing ? ',' : ''}`)];
  const indent = /[ \t]*$/u.exec(text.slice(0, last.getStart(file)))?.[0] ?? '';
  const lines = Object.entries(options).map(
    ([key, value]) => `${indent}${key}: ${laidOut(value, indent, key.length + 2, lineEnd[0])}`,
  );
  const added = `${lineEnd[0]}${lines.join(`,${lineEnd[0]}`)}${trailing ? ',' : ''}`;
  // A comment behind the last property stays with it.
  const at = after + lineEnd.index;
  if (trailing || at === after) return [insert(object, at, `${trailing ? '' : ','}${added}`)];
  return [insert(object, after, ','), insert(object, at, added)];
}

const WIDTH = 100;

/** On one line where that fits, else a line for each key. */
function laidOut(value: string | OptionTexts, indent: string, column: number, newline: string): string {
  const text = write(value);
  if (typeof value === 'string' || indent.length + column + text.length <= WIDTH) return text;
  const deeper = indent + (indent.includes('\t') ? '\t' : '  ');
  const lines = Object.entries(value).map(
    ([key, below]) => `${deeper}${key}: ${laidOut(below, deeper, key.length + 2, newline)},`,
  );
  return ['{', ...lines, `${indent}}`].join(newline);
}

function insert(node: ts.Node, position: number, text: string): TextEdit {
  return { file: node.getSourceFile().fileName, start: position, end: position, text };
}

function write(value: string | OptionTexts): string {
  return typeof value === 'string' ? value : inline(value);
}

function inline(options: OptionTexts): string {
  return `{ ${pairs(options)} }`;
}

function pairs(options: OptionTexts): string {
  return Object.entries(options)
    .map(([key, value]) => `${key}: ${write(value)}`)
    .join(', ');
}
