import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import type { BackoffGap } from '../analysis/sites/gaps.js';
import type { Rewrite } from './edit.js';
import { refuse } from './refuse.js';
import { longerRetries } from './retry-options.js';
import { extendOptions, setEnqueueOptions, setQueueDefaults } from './set-option.js';

/** Gives retries a growing delay where they are set: a constant that several queues share is corrected once. */
export function lengthenBackoff(host: Host, gap: BackoffGap): Rewrite {
  const { ts } = host;
  const { place, attempts, backoff } = gap;
  const options = longerRetries(gap);
  const named = namedDelay(host, backoff.option?.node);
  if (named) {
    return refuse(
      named,
      'named-delay',
      `The delay is \`${named.getText()}\`, which other code may use too; raise it where it is declared.`,
    );
  }
  const holder: ts.Node | undefined = (backoff.option ?? attempts).node.parent;
  if (ts.isObjectLiteralExpression(holder) && !holder.getSourceFile().isDeclarationFile) {
    return extendOptions(host, holder, options);
  }
  return place.kind === 'queue'
    ? setQueueDefaults(host, place, options)
    : setEnqueueOptions(host, place, options);
}

/** A delay, or a back-off as a number, that a name of the program stands for. */
function namedDelay(host: Host, option: ts.Node | undefined): ts.Expression | undefined {
  const { ts } = host;
  if (!option || !ts.isPropertyAssignment(option)) return undefined;
  const value = option.initializer;
  const delay = ts.isObjectLiteralExpression(value)
    ? value.properties.find(
        (member): member is ts.PropertyAssignment =>
          ts.isPropertyAssignment(member) && member.name.getText() === 'delay',
      )?.initializer
    : value;
  return delay && (ts.isIdentifier(delay) || ts.isPropertyAccessExpression(delay)) ? delay : undefined;
}
