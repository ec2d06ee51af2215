/** Where a task uses a part of its payload as something that the wire of its queue cannot deliver. */
import type ts from 'typescript';
import type { Codec } from '../../adapters/codecs.js';
import { holdsTasks } from '../../adapters/queues/shape.js';
import { callsOf } from '../behaviour/callers.js';
import type { Analysis } from '../facts.js';
import type { Host } from '../program/host.js';
import { isInside } from '../program/syntax.js';
import type { TaskBody } from '../sites/site.js';
import { breakOf, deadBranch, type Break } from './breaks.js';
import { isParsed } from './declared.js';
import { sendsOtherwise, wireTo } from './delivered.js';
import { holds, pathKey, payloadPathText } from './path-names.js';
import { isReadAsDate } from './revive.js';
import { touchesOf, type Touch, type Touches } from './touches.js';

/** One part of the payload that is used as what it is not. */
export interface Misread extends Break {
  readonly codec: Codec;
  /** From the payload's root: `items[].at`; empty for the payload itself. */
  readonly path: string;
  /** The expression that is used. */
  readonly expression: ts.Expression;
  /** Functions from the task to the use; empty where the task itself uses it. */
  readonly chain: readonly string[];
  /** The call in the task that leads to a use that others reach as well, with values of their own; or in another file. */
  readonly entry: ts.CallExpression | undefined;
  /** Further uses of the same part in the same function. */
  readonly more: number;
}

/** @returns the uses that prove a payload's type wrong, the first for each part and function. */
export function misreadsOf(analysis: Analysis, task: TaskBody): readonly Misread[] {
  const { host } = analysis;
  if (!holdsTasks(task.adapter) || task.adapter.bypassesWire === true) return [];
  const codec = wireTo(analysis, task);
  if (!codec || Object.keys(codec.effects).length === 0 || isParsed(host, task)) return [];
  const touches = touchesOf(host, task);
  const found = new Map<string, Misread>();
  for (const touch of touches.all) {
    const broken = breakIn(host, codec, touch, touches);
    if (!broken || touches.written.some((path) => holds(path, touch.path))) continue;
    if (!broken.always && sendsOtherwise(analysis, task, touch.path, broken.kind)) continue;
    const { place } = touch;
    const key = `${place.fn.getSourceFile().fileName} ${place.fn.pos} ${pathKey(touch.path)} ${broken.member ?? ''}`;
    const first = found.get(key);
    if (first) {
      if (first.at !== broken.at) found.set(key, { ...first, more: first.more + 1 });
      continue;
    }
    const path = broken.member === undefined ? touch.path : [...touch.path, broken.member];
    found.set(key, {
      ...broken,
      codec,
      path: payloadPathText(path),
      expression: touch.node,
      chain: place.chain,
      entry: isReachedOtherwise(host, task, touch, touches) ? place.entry : undefined,
      more: 0,
    });
  }
  return [...found.values()];
}

function breakIn(host: Host, codec: Codec, touch: Touch, touches: Touches): Break | undefined {
  const key = pathKey(touch.path);
  // A guard that took the whole payload for what it is declared as vouches for its parts.
  if (touches.vouched.some((path) => path.length < touch.path.length && holds(path, touch.path)))
    return undefined;
  const tests = touches.tested.filter(({ path }) => pathKey(path) === key);
  if (tests.length === 0) return breakOf(host, codec, touch, touches.paths);
  const [only] = tests;
  // What is asked once and then never made anew.
  if (only !== touch || tests.length > 1) return undefined;
  const revived = touches.all.some(({ node, path }) => pathKey(path) === key && isReadAsDate(host, node));
  return revived ? undefined : deadBranch(host, codec, touch);
}

/** A helper in another file, or one that is called with other values too: there the use itself is not at fault. */
function isReachedOtherwise(host: Host, task: TaskBody, { place }: Touch, touches: Touches): boolean {
  if (!place.entry) return false;
  if (place.fn.getSourceFile() !== task.file) return true;
  return callsOf(host, place.fn).some((call) => !touches.followed.has(call) && !isInside(call, place.fn));
}
