import type ts from 'typescript';
import type { OrmAdapter } from '../adapters/orms/shape.js';
import type { QueueAdapter } from '../adapters/queues/shape.js';
import { findEntities, type EntityFinding } from '../analysis/payload/entities.js';
import { throwingColumns, type TypedColumn } from '../analysis/payload/entity-wire.js';
import { receivedParameters } from '../analysis/payload/received.js';
import { provenName } from '../analysis/sites/workers.js';
import { replaceProperty } from '../edits/replace-value.js';
import { createRule, type SuggestionOffer } from './kit/rule.js';

/** A task must load what it works on: a row in the payload is stale by then, heavy, and leaks columns. */
export default createRule({
  name: 'no-entity-payload',
  practice: '27.3.3',
  description: 'an ORM entity, document or whole row in a payload',
  presets: ['recommended'],
  fix: 'suggestion',
  codemod: 'pass-ids',
  schema: {
    type: 'object',
    properties: {
      serialised: {
        type: 'boolean',
        description: 'Also report what the ORM itself made plain (toJSON(), lean(), EntityDTO).',
      },
    },
    additionalProperties: false,
  },
  defaults: { serialised: false },
  strict: { serialised: true },
  messages: {
    entity:
      '{{place}} a whole {{orm}} row ({{entity}}): the worker acts on data that is stale by then, and every column is stored in the queue. Send {{key}} and load the row in the worker.{{throws}}',
    unsaved:
      '{{place}} a {{orm}} entity ({{entity}}) that is not stored yet: the worker cannot find it again, and every column is stored in the queue. Save it first, then send {{key}}.{{throws}}',
    sendKey: 'Send `{{name}}` instead.',
  },
  on: {
    enqueue(site, { analysis, file, options, report }) {
      const received = receivedParameters(analysis);
      const task = provenName(site.taskName);
      const wire = site.wire();
      for (const part of site.payloads) {
        const found = findEntities(analysis.host, part, { serialised: options.serialised, received });
        if (found.is !== 'yes') continue;
        for (const entity of found.value) {
          if (isOneSystem(entity.adapter, site.adapter)) continue;
          report({
            at: entity.node.getSourceFile() === file ? entity.node : site.call,
            messageId: entity.unpersisted ? 'unsaved' : 'entity',
            data: {
              place: `${task === undefined ? 'The payload' : `Task \`${task}\``} carries${entity.path === '' ? '' : ` in \`${entity.path}\``}`,
              orm: entity.adapter.title,
              entity: entity.entity,
              key: keyText(entity),
              throws: wire.is === 'yes' ? throwsText(throwingColumns(analysis.host, entity, wire.value)) : '',
            },
            suggest: sendKey(analysis.host.ts, entity),
          });
        }
      }
    },
  },
});

/** A database that schedules functions itself takes its own values as they are: Convex. */
function isOneSystem(orm: OrmAdapter, queue: QueueAdapter): boolean {
  return Object.keys(queue.packages).some((name) => Object.hasOwn(orm.packages, name));
}

/** Some drivers give a text for what the type calls a bigint, so the type's word is named. */
function throwsText(columns: readonly TypedColumn[]): string {
  if (columns.length === 0) return '';
  const names = columns.map(({ name }) => `\`${name}\``).join(' or ');
  const types = [...new Set(columns.map(({ type }) => `\`${type}\``))].join(' or ');
  return ` If ${names} is the ${types} that its type says, the enqueue throws.`;
}

function keyText({ expression, keys, many, whole }: EntityFinding): string {
  if (!keys.known) return many ? 'the primary keys' : 'its primary key';
  const row =
    whole && !many && expression && /^[\w$.]+$/u.test(expression.getText()) ? expression.getText() : 'row';
  // The wire refuses a bigint, and would write an id object as its text.
  const names = keys.properties
    .map(({ name, wire }) =>
      wire === 'bigint' || wire === 'text'
        ? `\`${name}\` as a string (\`String(${row}.${name})\`)`
        : `\`${name}\``,
    )
    .join(' and ');
  return many ? `the ${names} of each` : `its ${names}`;
}

/** `{ user }` becomes `{ userId: user.id }` where that is certainly the row's key and certainly there. */
function sendKey(compiler: typeof ts, found: EntityFinding): SuggestionOffer<'sendKey'>[] {
  const { property, expression, keys, many, nullable, spread, unpersisted, whole } = found;
  const key = keys.properties[0];
  if (
    !property ||
    !expression ||
    !key ||
    keys.composite ||
    many ||
    nullable ||
    spread ||
    unpersisted ||
    !whole
  )
    return [];
  if (!compiler.isIdentifier(property.name)) return [];
  if (!compiler.isIdentifier(expression) && !compiler.isPropertyAccessExpression(expression)) return [];
  if (!/^\w+$/u.test(key.name)) return [];
  const own = key.name.replace(/^_+/u, '');
  const suffix = own.charAt(0).toUpperCase() + own.slice(1);
  const name = `${property.name.text}${suffix}`;
  const taken = property.parent.properties.some((other) => other.name?.getText() === name);
  const plain = key.type === 'number' || key.type === 'string';
  if (taken || (!plain && key.wire !== 'bigint' && key.wire !== 'text')) return [];
  const read = `${expression.getText()}.${key.name}`;
  const text = plain ? read : `String(${read})`;
  return [
    {
      messageId: 'sendKey',
      data: { name: `${name}: ${text}` },
      rewrite: replaceProperty(property, name, text),
    },
  ];
}
