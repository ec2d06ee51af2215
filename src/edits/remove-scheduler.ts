import type ts from 'typescript';
import type { Host } from '../analysis/program/host.js';
import type { Rewrite } from './edit.js';
import { refuse } from './refuse.js';
import { renameMember } from './rename-member.js';

/** `removeRepeatable(name, rhythm, id?)` becomes a removal by id, which is the name where there is no id. */
export function removeByName(host: Host, access: ts.PropertyAccessExpression, member: string): Rewrite {
  const call = access.parent;
  const renamed = renameMember(access, member);
  if (!host.ts.isCallExpression(call) || 'skip' in renamed || call.arguments.length < 2) {
    return refuse(
      access,
      'dynamic-repeat',
      'The arguments are not written here; call `removeJobScheduler` by hand.',
    );
  }
  const [name, , id = name] = call.arguments;
  const last = call.arguments.at(-1);
  if (!name || !id || !last) return renamed;
  const file = call.getSourceFile();
  return [
    ...renamed,
    { file: file.fileName, start: name.getStart(file), end: last.end, text: id.getText(file) },
  ];
}
