/** Which parts of one value travel in another form, as a tree along its properties and elements. */
import { EACH } from '../analysis/payload/value-paths.js';
import type { WireForm } from '../analysis/payload/wire-forms.js';

/** A value, or what of it changes its form. */
export interface WireShape {
  /** The value itself. */
  readonly form: WireForm | undefined;
  /** Each of its elements. */
  readonly each: WireShape | undefined;
  readonly properties: ReadonlyMap<string, WireShape>;
}

/** A part of a value by its steps. */
export interface WirePart {
  readonly steps: readonly string[];
  readonly form: WireForm;
}

/** @returns the tree of these parts. */
export function shapeOf(parts: readonly WirePart[]): WireShape {
  const inner = (step: string): WireShape | undefined => {
    const below = parts.filter(({ steps }) => steps[0] === step);
    return below.length === 0
      ? undefined
      : shapeOf(below.map(({ steps, form }) => ({ steps: steps.slice(1), form })));
  };
  const names = new Set(
    parts.flatMap(({ steps }) => (steps[0] === undefined || steps[0] === EACH ? [] : [steps[0]])),
  );
  return {
    form: parts.find(({ steps }) => steps.length === 0)?.form,
    each: inner(EACH),
    properties: new Map([...names].map((name) => [name, inner(name) ?? shapeOf([])])),
  };
}
