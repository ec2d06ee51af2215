import { codecOf } from '../adapters/codecs.js';
import { findLarge, type LargeFinding } from '../analysis/payload/large.js';
import { provenName } from '../analysis/sites/workers.js';
import type { EnqueueSite } from '../analysis/sites/site.js';
import { createRule } from './kit/rule.js';

/** What a finding is, for messages, and what to do about it. */
const words: Readonly<Record<LargeFinding['what'], { readonly what: string; readonly advice: string }>> = {
  file: { what: 'the contents of a file', advice: 'Send its path or key and read it in the worker.' },
  upload: {
    what: 'an uploaded file',
    advice: 'Store it (object storage, a disk that the worker sees) and send its key.',
  },
  request: {
    what: 'the whole body of a request, as large as the client makes it',
    advice: 'Send the fields that the task needs, or store the body and send its key.',
  },
  response: {
    what: 'the whole body of a response, as large as the other side makes it',
    advice: 'Send the fields that the task needs, or let the worker fetch it.',
  },
  stream: { what: 'a stream that was read whole', advice: 'Store it and send its key.' },
  bytes: { what: 'binary data', advice: 'Store it and send its key.' },
  rows: {
    what: 'rows',
    advice: 'Send their ids in portions, or the condition, and load them in the worker.',
  },
  constant: { what: 'a constant', advice: 'Keep it in the code of the worker and send its name.' },
};

/** A queue carries notes, not cargo: a payload is stored, copied and shown whole. */
export default createRule({
  name: 'no-large-payload',
  practice: '27.3.3',
  description: 'files, whole bodies, unlimited rows and large constants in a payload',
  presets: ['strict'],
  schema: {
    type: 'object',
    properties: {
      limit: {
        type: 'integer',
        minimum: 1,
        description: 'Bytes of JSON from which a constant is large.',
      },
    },
    additionalProperties: false,
  },
  defaults: { limit: 16_384 },
  messages: {
    large:
      '{{place}} {{what}}: all of it is stored in {{backend}} for as long as the task is kept, and copied to every worker that takes it.{{refuses}} {{advice}}',
    rows: '{{place}} every row that `{{read}}` finds, and nothing limits how many: all of it is stored in {{backend}} for as long as the task is kept, and copied to every worker that takes it.{{refuses}} {{advice}}',
    constant:
      '{{place}} a constant of {{size}}: every task of its kind stores the same {{size}} in {{backend}} again. {{advice}}',
    refused:
      '{{place}} a constant of {{size}}, and {{library}} refuses more than {{max}}: this enqueue throws and the task is lost. {{advice}}',
  },
  on: {
    enqueue(site, { analysis, file, options, report }) {
      const { adapter } = site;
      const max = adapter.capabilities?.maxPayload;
      const task = provenName(site.taskName);
      for (const part of site.payloads) {
        const limit = Math.min(options.limit, max ?? options.limit);
        for (const found of findLarge(analysis.host, part, { limit, bytesWhole: carriesBytes(site) })) {
          const { what, advice } = words[found.what];
          report({
            at: found.node.getSourceFile() === file ? found.node : site.call,
            messageId: messageOf(found, max),
            data: {
              place: `${task === undefined ? 'The payload' : `Task \`${task}\``} carries${found.path === '' ? '' : ` in \`${found.path}\``}`,
              what: found.base64 ? `${what}, a third larger as base64` : what,
              advice,
              read: found.read,
              size: sizeText(found.size),
              library: adapter.title,
              backend: adapter.capabilities?.backend ?? adapter.title,
              max: sizeText(max ?? 0),
              refuses: max === undefined ? '' : ` ${adapter.title} refuses more than ${sizeText(max)}.`,
            },
          });
        }
      }
    },
  },
});

function messageOf(
  { what, size }: LargeFinding,
  max: number | undefined,
): 'large' | 'rows' | 'constant' | 'refused' {
  if (what === 'rows') return 'rows';
  if (what !== 'constant') return 'large';
  return max !== undefined && size > max ? 'refused' : 'constant';
}

/** A broker's message is bytes: only what is in them can be judged. */
function carriesBytes(site: EnqueueSite): boolean {
  const wire = site.wire();
  if (wire.is !== 'yes') return true;
  const { effects, whole } = codecOf(wire.value);
  return effects.bytes === undefined || whole?.includes('bytes') === true;
}

function sizeText(bytes: number): string {
  const unit = bytes < 1024 * 1024 ? 1024 : 1024 * 1024;
  const text = String(Math.round((bytes / unit) * 10) / 10);
  return `${text} ${unit === 1024 ? 'KiB' : 'MiB'}`;
}
