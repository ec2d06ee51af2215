import type ts from 'typescript';
import type { EnqueueLocator } from '../adapters/queues/shape.js';
import type { Host } from '../analysis/program/host.js';
import { symbolAt } from '../analysis/program/symbols.js';
import { bare } from '../analysis/program/syntax.js';
import type { EnqueueSite } from '../analysis/sites/site.js';
import type { Rewrite, TextEdit } from './edit.js';
import { insert } from './extend-object.js';
import { fileStyle } from './file-style.js';
import type { PathTexts } from './option-texts.js';
import { refuse } from './refuse.js';

type Chain = NonNullable<EnqueueLocator['chain']>;

/** Sets options of a builder: `.retries(5)` behind the call that makes it; what a setter sets already is replaced. */
export function setInChain(host: Host, site: EnqueueSite, chain: Chain, texts: PathTexts): Rewrite {
  const start = linkCalled(host, site.call, chain.root ?? site.locator.member);
  if (!start || start.getSourceFile() !== site.file) {
    return refuse(
      site.call,
      'options-out-of-reach',
      'The builder of this task is made elsewhere; set its options there.',
    );
  }
  const { quote } = fileStyle(host.ts, site.file, host.program.getCompilerOptions());
  const edits: TextEdit[] = [];
  let added = '';
  for (const { member, paths, text } of settersOf(chain, texts)) {
    const args = text.replaceAll("'", quote);
    const own = paths.map((path) => setterCall(host, site, path)).find((call) => call !== undefined);
    if (own) edits.push(replaceArguments(own, args));
    else added += `${separator(start)}.${member}(${args})`;
  }
  return added === '' ? edits : [...edits, insert(start, start.end, added)];
}

/** One setter with what it is called with. */
interface Setter {
  readonly member: string;
  readonly paths: readonly string[];
  readonly text: string;
}

/** `{ 'backoff.type': "'exponential'", 'backoff.delay': '10_000' }` is one call of `backoff`. */
function settersOf({ setters }: Chain, texts: PathTexts): readonly Setter[] {
  const found = new Map<string, { paths: string[]; texts: string[] }>();
  for (const [path, text] of Object.entries(texts)) {
    const exact = setters[path];
    const [, inside] = Object.entries(setters).find(([key]) => key.startsWith(`${path}.`)) ?? [];
    const [member = path, index = '0'] = (exact ?? inside ?? path).split('#');
    const call = found.get(member) ?? { paths: [], texts: [] };
    call.paths.push(path);
    call.texts[exact === undefined ? 0 : Number(index)] = text;
    found.set(member, call);
  }
  return [...found].map(([member, { paths, texts: args }]) => ({ member, paths, text: args.join(', ') }));
}

function setterCall(host: Host, site: EnqueueSite, path: string): ts.CallExpression | undefined {
  const set = site.ownOption(path);
  const node = set.is === 'yes' ? set.value.node : undefined;
  const call = node && host.ts.isCallExpression(node) ? node : node?.parent;
  return call && host.ts.isCallExpression(call) ? call : undefined;
}

function replaceArguments(call: ts.CallExpression, text: string): TextEdit {
  const file = call.getSourceFile();
  return {
    file: file.fileName,
    start: call.arguments[0]?.getStart(file) ?? call.end - 1,
    end: call.arguments.at(-1)?.end ?? call.end - 1,
    text,
  };
}

/** The call of this member on the way from a builder's end back to its start. */
function linkCalled(host: Host, from: ts.Expression, member: string): ts.CallExpression | undefined {
  const { ts } = host;
  let at: ts.Expression | undefined = from;
  for (let steps = 0; at && steps < 20; steps++) {
    if (ts.isIdentifier(at)) {
      const declaration: ts.Declaration | undefined = symbolAt(host, at)?.valueDeclaration;
      const held: ts.Expression | undefined =
        declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
      at = held && bare(ts, held);
      continue;
    }
    if (!ts.isCallExpression(at)) return undefined;
    const callee = bare(ts, at.expression);
    if (!ts.isPropertyAccessExpression(callee)) return undefined;
    if (callee.name.text === member) return at;
    at = bare(ts, callee.expression);
  }
  return undefined;
}

/** A line of its own for each link, where the chain is written so. */
function separator(link: ts.CallExpression): string {
  const { parent } = link;
  const file = link.getSourceFile();
  const next = 'name' in parent ? (parent as ts.PropertyAccessExpression).name.getStart(file) : link.end;
  const between = file.text.slice(link.end, next);
  return /^\s*\n[ \t]*/u.exec(between)?.[0] ?? '';
}
