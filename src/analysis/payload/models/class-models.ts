/** How class models are read. */
import type ts from 'typescript';
import type { Host } from '../../program/host.js';
import { classFields, classProperties, type FieldRole } from './class-fields.js';
import { keysOfClass } from './class-keys.js';
import { modelOfClass } from './classes.js';
import type { Model, ModelReader } from './model.js';

/** Entity classes. */
export const classModels: ModelReader = {
  columns: (host, model) => namesOf(host, model, 'column'),
  keys: keysOfClass,
  relations: (host, model) => new Set(namesOf(host, model, 'relation')),
  transients(host, model) {
    const { ts } = host;
    const fields = classFields(host, model);
    const names = classProperties(host, model).filter((property) => {
      const declaration = property.declarations?.[0];
      const role = fields.get(property.name);
      if (!declaration || !ts.isPropertyDeclaration(declaration)) return false;
      if (role === 'other') return declaration.initializer === undefined;
      const decorators = (ts.getDecorators(declaration) ?? []).map((entry) => entry.getText()).join(' ');
      return role === 'column' && /\bselect:\s*false\b/u.test(decorators);
    });
    return new Set(names.map(({ name }) => name));
  },
  ofMember(host, member) {
    const owner = member.parent as ts.Node | undefined;
    if (!owner || !host.ts.isPropertyDeclaration(member) || !host.ts.isClassLike(owner)) return undefined;
    return modelOfClass(host, owner, 'columns');
  },
};

function namesOf(host: Host, model: Model, role: FieldRole): readonly string[] {
  return [...classFields(host, model)].filter(([, own]) => own === role).map(([name]) => name);
}
