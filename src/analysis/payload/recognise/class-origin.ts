/** Entity classes: the type's own class, or one that an intersection has. */
import type ts from 'typescript';
import type { Host } from '../../program/host.js';
import { lineage } from '../../program/symbols.js';
import { modelOfClass } from '../models/classes.js';
import type { Recognised } from '../models/model.js';

/** @returns the entity whose class a type is an instance of. */
export function byClass(host: Host, type: ts.Type): Recognised | undefined {
  let own = true;
  for (const declaration of lineage(host, type)) {
    if (!host.ts.isClassLike(declaration)) continue;
    const model = modelOfClass(host, declaration);
    // A DTO may borrow the base class that lends entities their key; it becomes no entity by that.
    if (model && (own || !model.abstract)) return { model, shape: model.adapter.shape ?? 'instance' };
    own = type.isIntersection();
  }
  return undefined;
}
