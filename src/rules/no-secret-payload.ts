import { receivedParameters } from '../analysis/payload/received.js';
import { findSecrets, type SecretFinding } from '../analysis/payload/secrets.js';
import { provenName } from '../analysis/sites/workers.js';
import { createRule } from './kit/rule.js';

/** A payload is stored as it is and shown to everybody who looks at the queue. */
export default createRule({
  name: 'no-secret-payload',
  practice: '27.3.5',
  description: 'a password, key, token or card number in a payload',
  presets: ['recommended'],
  schema: {
    type: 'object',
    properties: {
      words: {
        type: 'array',
        items: { type: 'string' },
        description: 'Names of properties that hold a secret here: `licenseKey`.',
      },
      allow: {
        type: 'array',
        items: { type: 'string' },
        description: 'Names or paths of properties that are no secret here: `otp`, `user.secret`.',
      },
      oneTime: {
        type: 'boolean',
        description: 'Also report one-time secrets: reset tokens, verification codes, magic links.',
      },
    },
    additionalProperties: false,
  },
  defaults: { words: [] as readonly string[], allow: [] as readonly string[], oneTime: false },
  strict: { oneTime: true },
  messages: {
    secret:
      '{{place}} {{title}} ({{names}}): payloads are stored in clear text in {{backend}}, shown on dashboards, and kept with failed tasks. Send the id of what it belongs to and read it in the worker.',
    configured:
      '{{place}} {{title}} ({{names}}): payloads are stored in clear text in {{backend}}, shown on dashboards, and kept with failed tasks. Let the worker read it from its own environment.',
    columns:
      '{{place}} a whole {{orm}} row ({{entity}}) with {{names}}: payloads are stored in clear text in {{backend}}, shown on dashboards, and kept with failed tasks. Send {{key}} and load the row in the worker.',
    oneTime:
      '{{place}} {{title}} ({{names}}): until it expires, whoever can read {{backend}} or its dashboard can use it. Make it in the worker, or keep it short-lived and remove the task when it is done.',
  },
  on: {
    enqueue(site, { analysis, file, options, report }) {
      const received = receivedParameters(analysis);
      const task = provenName(site.taskName);
      for (const part of site.payloads) {
        for (const found of findSecrets(analysis.host, part, options, received)) {
          report({
            at: found.node.getSourceFile() === file ? found.node : site.call,
            messageId: messageOf(found),
            data: {
              place: `${task === undefined ? 'The payload' : `Task \`${task}\``} carries${rowPlace(found)}`,
              title: found.names.length > 1 ? 'secrets' : found.secret.title,
              names: namesText(found),
              backend: site.adapter.capabilities?.backend ?? site.adapter.title,
              ...rowText(found),
            },
          });
        }
      }
    },
  },
});

function messageOf({
  row,
  secret,
  configured,
}: SecretFinding): 'secret' | 'configured' | 'columns' | 'oneTime' {
  if (row) return 'columns';
  if (configured) return 'configured';
  return secret.kind === 'one-time' ? 'oneTime' : 'secret';
}

function namesText({ names, from }: SecretFinding): string {
  const shown = names.slice(0, 5).map((name) => (name === '' ? 'the payload itself' : `\`${name}\``));
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`);
  return from === undefined ? shown.join(', ') : `${shown.join(', ')} from \`${from}\``;
}

function rowPlace({ row }: SecretFinding): string {
  return row && row.path !== '' ? ` in \`${row.path}\`` : '';
}

function rowText({ row }: SecretFinding): Readonly<Record<string, string>> {
  if (!row) return {};
  const keys = row.keys.known
    ? row.keys.properties.map(({ name }) => `\`${name}\``).join(' and ')
    : 'primary key';
  return {
    orm: row.adapter.title,
    entity: row.entity,
    key: row.many ? `the ${keys} of each` : `its ${keys}`,
  };
}
