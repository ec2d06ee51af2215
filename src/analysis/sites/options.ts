/** Option values across layers, key by key as the library merges them. */
import type { Answer } from '../program/answer.js';
import { no, yes } from '../program/answer.js';
import type { Host } from '../program/host.js';
import type { Bound } from '../program/bound.js';
import { literalOf, property, propertyPath, resolve } from '../program/values.js';
import type { OptionValue } from './site.js';

/** One options object, with the layer it belongs to. */
export interface OptionLayer {
  readonly layer: OptionValue['layer'];
  /** `no`: this layer has no options; `unknown`: it may have some. */
  readonly options: Answer<Bound>;
}

/**
 * Reads one option through layers, innermost first. The libraries merge shallowly (`Object.assign({}, defaults, opts)`):
 * the first layer that has the path's first key decides the whole value below it.
 */
export function readOption(host: Host, layers: readonly OptionLayer[], path: string): Answer<OptionValue> {
  const [key = path, ...rest] = path.split('.');
  for (const { layer, options } of layers) {
    if (options.is === 'unknown') return options;
    if (options.is === 'no') continue;
    const found = property(host, options.value, key);
    if (found.is === 'unknown') return found;
    if (found.is === 'no') continue;
    const target = resolve(host, found.value);
    if (target.is === 'no') continue;
    if (target.is === 'unknown') return target;
    if (rest.length === 0) return yes(optionValue(host, found.value, target.value, layer));
    const below = propertyPath(host, target.value, rest.join('.'));
    if (below.is !== 'yes') return below;
    return yes(optionValue(host, below.value, below.value, layer));
  }
  return no;
}

function optionValue(host: Host, written: Bound, target: Bound, layer: OptionValue['layer']): OptionValue {
  const literal = literalOf(host, target);
  const text = written.expression;
  const holder = text.parent;
  const node =
    host.ts.isPropertyAssignment(holder) || host.ts.isShorthandPropertyAssignment(holder) ? holder : text;
  return { literal, node, layer };
}
