import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import type { BackoffGap } from '../analysis/sites/backoff-gaps.js';
import type { Rewrite } from './edit.js';
import { refuse } from './refuse.js';
import { longerRetries, noSuchOption } from './retry-options.js';
import { extendOptions, setEnqueueOptions, setQueueDefaults } from './set-option.js';

/** Gives retries a growing delay where they are set: a constant that several queues share is corrected once. */
export function lengthenBackoff(host: Host, gap: BackoffGap): Rewrite {
  const { place, attempts, backoff } = gap;
  const { retry } = place.adapter;
  if (!retry?.recipe) return noSuchOption(place);
  const named = namedDelay(host, backoff.option?.node, retry.delay);
  if (named) {
    return refuse(
      named,
      'named-delay',
      `The delay is \`${named.getText()}\`, which other code may use too; raise it where it is declared.`,
    );
  }
  const texts = longerRetries(gap);
  const option = backoff.option ?? attempts;
  const path = backoff.option ? backoff.path : retry.attempts;
  const holder = option && path !== undefined ? holderOf(host, option.node, path) : undefined;
  if (holder && !holder.object.getSourceFile().isDeclarationFile) {
    return extendOptions(host, holder.object, texts, holder.path);
  }
  if (place.kind === 'worker') return noSuchOption(place);
  return place.kind === 'queue'
    ? setQueueDefaults(host, place, texts)
    : setEnqueueOptions(host, place, texts);
}

/** The literal that holds an option, and where that stands among the options: as far out as it is written in one. */
function holderOf(
  host: Host,
  option: ts.Node,
  path: string,
): { readonly object: ts.ObjectLiteralExpression; readonly path: string } | undefined {
  const { ts } = host;
  // Defaults for the whole of an option stand under a name of their own: `default: { … }` for `retry`.
  const isOwnName = ts.isPropertyAssignment(option) && option.name.getText() !== path.split('.').at(-1);
  if (isOwnName && ts.isObjectLiteralExpression(option.initializer)) {
    return { object: option.initializer, path };
  }
  const keys = path.split('.').slice(0, -1);
  let object: ts.Node | undefined = option.parent;
  if (!ts.isObjectLiteralExpression(object)) return undefined;
  while (keys.length > 0) {
    const around: ts.Node = object.parent;
    if (!ts.isPropertyAssignment(around) || !('text' in around.name) || around.name.text !== keys.at(-1))
      break;
    object = around.parent;
    keys.pop();
  }
  return ts.isObjectLiteralExpression(object) ? { object, path: keys.join('.') } : undefined;
}

/** A delay, or a back-off as a number, that a name of the program stands for. */
function namedDelay(
  host: Host,
  option: ts.Node | undefined,
  delayPath: string | undefined,
): ts.Expression | undefined {
  const { ts } = host;
  if (!option || !ts.isPropertyAssignment(option)) return undefined;
  const value = option.initializer;
  const key = delayPath?.split('.').at(-1);
  const delay = ts.isObjectLiteralExpression(value)
    ? value.properties.find(
        (member): member is ts.PropertyAssignment =>
          ts.isPropertyAssignment(member) && member.name.getText() === key,
      )?.initializer
    : value;
  return delay && (ts.isIdentifier(delay) || ts.isPropertyAccessExpression(delay)) ? delay : undefined;
}
