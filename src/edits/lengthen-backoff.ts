import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import type { BackoffGap } from '../analysis/sites/gaps.js';
import type { Rewrite } from './edit.js';
import { longerRetries } from './retry-options.js';
import { extendOptions, setEnqueueOptions, setQueueDefaults } from './set-option.js';

/** Gives retries a growing delay where they are set: a constant that several queues share is corrected once. */
export function lengthenBackoff(host: Host, gap: BackoffGap): Rewrite {
  const { ts } = host;
  const { place, attempts, backoff } = gap;
  const options = longerRetries(gap);
  const holder: ts.Node | undefined = (backoff.option ?? attempts).node.parent;
  if (ts.isObjectLiteralExpression(holder) && !holder.getSourceFile().isDeclarationFile) {
    return extendOptions(host, holder, options);
  }
  return place.kind === 'queue'
    ? setQueueDefaults(host, place, options)
    : setEnqueueOptions(host, place, options);
}
