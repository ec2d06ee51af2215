import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../src/codemods/kit/merge.js';
import { commentsOf } from '../../src/edits/comments.js';
import { isSkip } from '../../src/edits/edit.js';
import { importName, type ImportRequest } from '../../src/edits/import-name.js';

function imported(text: string, request: ImportRequest, options: ts.CompilerOptions = {}): string {
  const fileName = '/app/src/main.ts';
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext, true);
  const program = { getCompilerOptions: () => options } as ts.Program;
  const rewrite = importName({ ts, program, checker: undefined as never, settings: {} }, file, request);
  return isSkip(rewrite) ? rewrite.reason : applyEdits(text, rewrite);
}

const queue: ImportRequest = { name: 'Queue', from: 'bullmq' };

describe('importName', () => {
  it('leaves a file alone that has the name', () => {
    const text = "import { Queue } from 'bullmq';\n";
    expect(imported(text, queue)).toBe(text);
    expect(imported("import { type Queue } from 'bullmq';\n", { ...queue, typeOnly: true })).toContain(
      '{ type Queue }',
    );
  });

  it('extends an import', () => {
    expect(imported("import { Job } from 'bullmq';\n", queue)).toBe("import { Job, Queue } from 'bullmq';\n");
    expect(imported("import {\n  Job, // a\n  Worker,\n} from 'bullmq';\n", queue)).toBe(
      "import {\n  Job, // a\n  Worker,\n  Queue,\n} from 'bullmq';\n",
    );
    expect(imported("import { Job } from 'bullmq';\n", { ...queue, typeOnly: true })).toBe(
      "import { Job, type Queue } from 'bullmq';\n",
    );
    expect(imported("import type { Job } from 'bullmq';\n", { ...queue, typeOnly: true })).toBe(
      "import type { Job, Queue } from 'bullmq';\n",
    );
    expect(imported("import { type Queue } from 'bullmq';\n", queue)).toBe(
      "import { Queue } from 'bullmq';\n",
    );
  });

  it('adds a statement in the style of the file', () => {
    expect(imported('import a from "a"\nimport b from "b" // b\n\na(b)\n', queue)).toBe(
      'import a from "a"\nimport b from "b" // b\nimport { Queue } from "bullmq"\n\na(b)\n',
    );
    expect(imported("import type { Job } from 'bullmq';\n", queue)).toBe(
      "import type { Job } from 'bullmq';\nimport { Queue } from 'bullmq';\n",
    );
    expect(imported("import { type A } from 'a';\r\n", { ...queue, typeOnly: true })).toBe(
      "import { type A } from 'a';\r\nimport { type Queue } from 'bullmq';\r\n",
    );
    expect(imported("#!/usr/bin/env node\n'use strict';\nf();\n", queue)).toBe(
      "#!/usr/bin/env node\n'use strict';\nimport { Queue } from 'bullmq';\n\nf();\n",
    );
  });

  it('writes relative imports as the file or the compiler options ask for', () => {
    const from = '/app/src/entities/user.ts';
    const user = { name: 'User', from };
    expect(imported("import { a } from './a.js';\n", user)).toContain("from './entities/user.js';");
    expect(imported("import { a } from '../a';\n", user)).toContain("from './entities/user';");
    expect(imported("import { a } from '../a.ts';\n", user)).toContain("from './entities/user.ts';");
    expect(imported('f();\n', user)).toBe("import { User } from './entities/user';\n\nf();\n");
    const module = ts.ModuleKind.NodeNext;
    expect(imported('f();\n', user, { module })).toBe("import { User } from './entities/user.js';\n\nf();\n");
    expect(imported("import { B } from './entities/user.js';\n", user)).toBe(
      "import { B, User } from './entities/user.js';\n",
    );
  });

  it('refuses a name that means something else', () => {
    expect(imported('class Queue {}\n', queue)).toBe('name-taken');
    expect(imported('const Queue = 1;\n', queue)).toBe('name-taken');
    expect(imported("import { Queue } from './own.js';\n", queue)).toBe('name-taken');
    expect(imported("import Queue from 'bull';\n", queue)).toBe('name-taken');
    expect(imported("import type { Queue } from 'bullmq';\n", queue)).toBe('name-taken');
  });
});

describe('commentsOf', () => {
  const found = (text: string, name = 'a.tsx'): string[] => {
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true);
    return commentsOf(ts, file).map((comment) => comment.text);
  };

  it('finds comments everywhere and nowhere else', () => {
    expect(
      found('#!/x\n// 1\nf(/* 2 */ a, // 3\n) /* 4 */;\n/** 5 */\nfunction g() { /* 6 */ }\n// 7'),
    ).toEqual(['// 1', '/* 2 */', '// 3', '/* 4 */', '/** 5 */', '/* 6 */', '// 7']);
    expect(found("const a = '// no', b = `/* no */ ${/* 1 */ c} // no`, d = /\\/\\/ no/;")).toEqual([
      '/* 1 */',
    ]);
    expect(found('const a = <p>// no {/* 1 */} /* no */<b>// no</b> // no</p>; // 2')).toEqual([
      '/* 1 */',
      '// 2',
    ]);
    expect(found('')).toEqual([]);
    expect(found('// only')).toEqual(['// only']);
  });
});
