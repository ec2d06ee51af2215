/** What a helper function and its file are called, so that nothing else has the name. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type ts from 'typescript';
import { functionName } from '../analysis/program/syntax.js';
import type { Host } from '../analysis/program/host.js';
import type { TaskBody } from '../analysis/sites/site.js';
import { slashes } from './module-path.js';

/** Words that say "this is a task" and nothing about the work. */
const EMPTY_WORDS: ReadonlySet<string> = new Set([
  'async',
  'body',
  'consumer',
  'execute',
  'handle',
  'handler',
  'job',
  'jobs',
  'perform',
  'process',
  'processor',
  'queue',
  'run',
  'task',
  'tasks',
  'worker',
]);

const RESERVED: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false ' +
    'finally for function if implements import in instanceof interface let new null package private protected public ' +
    'return static super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
);

/** @returns whether a text can name a variable. */
function isVariableName(text: string): boolean {
  return /^[A-Za-z_$][\w$]*$/u.test(text) && !RESERVED.has(text);
}

/** @returns the first candidate that can name a variable and is free; the last one is numbered until it is. */
export function freeName(candidates: readonly string[], taken: (name: string) => boolean): string {
  const valid = candidates.filter(isVariableName);
  const found = valid.find((candidate) => !taken(candidate));
  if (found !== undefined) return found;
  const last = valid.at(-1) ?? 'value';
  let number = 2;
  while (taken(last + String(number))) number += 1;
  return last + String(number);
}

/** @returns a function name that says what the task does: from its name, its function, its queue or its file. */
export function helperName(host: Host, task: TaskBody, taken: (name: string) => boolean): string {
  const own = functionName(host.ts, task.function)?.split('.') ?? [];
  const sources = [
    task.taskName.is === 'yes' ? task.taskName.value : '',
    own.at(-1) ?? '',
    own.length > 1 ? (own[0] ?? '') : '',
    task.queueName.is === 'yes' ? task.queueName.value : '',
    task.name,
    path.posix.basename(slashes(task.file.fileName)).replace(/\.\w+$/u, ''),
  ];
  const words = sources.map(meaningfulWords).find((found) => found.length > 0) ?? ['task'];
  const plain = camelCase(words);
  const run = camelCase(['run', ...words]);
  return freeName(words.length > 1 ? [plain, run] : [run], taken);
}

function meaningfulWords(name: string): readonly string[] {
  return wordsOf(name).filter((word) => !EMPTY_WORDS.has(word) && /^[a-z0-9]+$/u.test(word));
}

/** @returns the lower-case words of a name in any style. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/gu, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/gu, '$1 $2')
    .split(/[^A-Za-z0-9]+/u)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

function camelCase(words: readonly string[]): string {
  const text = words.map((word, index) => (index === 0 ? word : upperFirst(word))).join('');
  return /^\d/u.test(text) ? `task${text}` : text;
}

/** @returns a text with its first letter in upper case. */
export function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @returns a text with its first letter in lower case. */
export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** @returns the path of a new file beside `file`, in the folder's way of naming, that takes no existing file's place. */
export function helperFile(host: Host, file: ts.SourceFile, name: string, extension: string): string {
  const folder = path.posix.dirname(slashes(file.fileName));
  const stems = new Set(siblings(host, folder).map((sibling) => stemOf(sibling).toLowerCase()));
  const kebab = isKebabFolder(siblings(host, folder));
  const write = (words: readonly string[]): string => (kebab ? words.join('-') : camelCase(words));
  const words = wordsOf(name);
  const candidates = [words, [...words, 'body'], [...words, 'task', 'body']];
  for (let number = 2; number < 100; number += 1) candidates.push([...words, 'body', String(number)]);
  const free = candidates.map(write).find((stem) => !stems.has(stem.toLowerCase()));
  return `${folder}/${free ?? write(words)}${extension}`;
}

function siblings(host: Host, folder: string): readonly string[] {
  const names = new Set<string>();
  for (const { fileName } of host.program.getSourceFiles()) {
    const normal = slashes(fileName);
    if (path.posix.dirname(normal) === folder) names.add(path.posix.basename(normal));
  }
  try {
    for (const name of readdirSync(folder)) names.add(name);
  } catch {
    // A folder that is only in memory: the program names its files.
  }
  return [...names];
}

function stemOf(fileName: string): string {
  return fileName.replace(/(\.d)?\.[mc]?[jt]sx?$/u, '');
}

/** Files called `send-receipt.ts` against `sendReceipt.ts`; kebab when the folder shows neither. */
function isKebabFolder(names: readonly string[]): boolean {
  const stems = names.map((name) => stemOf(name).replace(/\..*$/u, ''));
  const kebab = stems.filter((stem) => /^[a-z0-9]+(-[a-z0-9]+)+$/u.test(stem)).length;
  const camel = stems.filter((stem) => /^[A-Za-z0-9]*[a-z0-9][A-Z]/u.test(stem)).length;
  return kebab >= camel;
}
