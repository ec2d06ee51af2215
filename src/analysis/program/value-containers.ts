/** What arrays, maps, sets and promises do with the values in them. */
import type ts from 'typescript';
import type { Host } from './host.js';
import { bare, hasBody } from './syntax.js';

/** How an expression holds a value: it is it, holds it among others, or under a name. */
export type Shape = 'one' | 'many' | `.${string}`;

/** Parameters of a callback that are elements; `keeps` when the call's result holds elements again. */
export interface ElementCallback {
  readonly parameters: readonly ts.ParameterDeclaration[];
  readonly keeps: boolean;
}

const ELEMENTS = new Set(['get', 'at', 'pop', 'shift', 'next', 'value']);
const CONTAINERS = new Set([
  'values',
  'entries',
  'slice',
  'concat',
  'reverse',
  'toReversed',
  'flat',
  'sort',
  'toSorted',
  'splice',
]);
const CALLBACKS = new Set([
  'forEach',
  'map',
  'flatMap',
  'filter',
  'find',
  'findLast',
  'some',
  'every',
  'reduce',
]);
const NOTHING = new Set([
  'push',
  'unshift',
  'set',
  'add',
  'has',
  'delete',
  'clear',
  'length',
  'size',
  'keys',
  'includes',
  'indexOf',
  'findIndex',
]);

/** @returns what a member of a container does with its elements; a name that none of them has is a property that is one. */
export function elementMembers(
  host: Host,
  name: string,
  call: ts.CallExpression | undefined,
): 'nothing' | 'element' | 'container' | 'escape' | ElementCallback {
  if (NOTHING.has(name)) return 'nothing';
  if (CONTAINERS.has(name)) return 'container';
  if (ELEMENTS.has(name) || !call) return 'element';
  if (!CALLBACKS.has(name)) return 'escape';
  const callback = call.arguments[0] && bare(host.ts, call.arguments[0]);
  if (!callback || !hasBody(host.ts, callback)) return 'escape';
  const parameters = callback.parameters.filter((parameter) => host.ts.isParameter(parameter));
  if (name === 'find' || name === 'findLast') return 'element';
  const elements = name === 'reduce' ? parameters.slice(1, 2) : parameters.slice(0, 1);
  return { parameters: elements, keeps: name === 'filter' };
}

const ADDING = new Set(['push', 'unshift', 'add', 'set', 'splice']);
const HOLDING = new Set([
  'all',
  'allSettled',
  'from',
  'of',
  'values',
  'entries',
  'concat',
  'Map',
  'Set',
  'Array',
]);
const SAME = new Set(['resolve', 'freeze', 'race', 'any', 'seal']);
const LOOKING = new Set([
  'has',
  'delete',
  'includes',
  'indexOf',
  'String',
  'Boolean',
  'Number',
  'bind',
  'call',
  'apply',
]);
const PRINTING = new Set(['log', 'info', 'warn', 'error', 'debug', 'dir']);

/** @returns what a call of the language's own library does with an argument; nothing for any other call. */
export function handedToLibrary(
  host: Host,
  call: ts.CallExpression | ts.NewExpression,
  declaration: ts.Declaration,
  shape: Shape,
): { readonly into?: ts.Expression; readonly result?: Shape } | undefined {
  const { ts, program } = host;
  const callee = bare(ts, call.expression);
  const receiver = ts.isPropertyAccessExpression(callee) ? bare(ts, callee.expression) : undefined;
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : callee.getText();
  if (receiver && ts.isIdentifier(receiver) && receiver.text === 'console' && PRINTING.has(name)) return {};
  if (!program.isSourceFileDefaultLibrary(declaration.getSourceFile())) return undefined;
  if (ADDING.has(name) && receiver) return { into: receiver };
  if (HOLDING.has(name)) return { result: 'many' };
  if (SAME.has(name)) return { result: shape };
  return LOOKING.has(name) ? {} : undefined;
}
