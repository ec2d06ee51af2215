import type ts from 'typescript';
import { SIZE_LIMITS, isFat, taskSize, type Size, type SizeLimits } from '../analysis/behaviour/size.js';
import type { TaskBody } from '../analysis/sites/site.js';
import { createRule } from './kit/rule.js';

type MessageId = 'statements' | 'complexity' | 'caseStatements' | 'caseComplexity';

/** A task is the door between the queue and the program, as a view is for HTTP: it unpacks and calls. */
export default createRule<SizeLimits, MessageId>({
  name: 'no-fat-task',
  practice: '27.3.1',
  description: 'a task body that holds the work itself, where only a worker can run and test it',
  presets: ['recommended'],
  codemod: 'extract-task-body',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      maxStatements: {
        type: 'integer',
        minimum: 1,
        description: 'Most statements that a task body, or one case of a dispatcher, may own.',
      },
      maxComplexity: {
        type: 'integer',
        minimum: 1,
        description: 'Highest cyclomatic complexity that a task body, or one case of a dispatcher, may have.',
      },
    },
  },
  defaults: SIZE_LIMITS,
  messages: {
    statements:
      'Task {{task}} holds {{statements}} statements of work (limit {{maxStatements}}), so when it fails in production only a worker can run it again or test it. Move the work to a plain function; the task unpacks its payload and calls it.',
    complexity:
      'Task {{task}} takes {{complexity}} paths (limit {{maxComplexity}}), and only a worker can run and test them. Move the work to a plain function; the task unpacks its payload and calls it.',
    caseStatements:
      'Task {{task}} holds {{statements}} statements of work inside its dispatcher (limit {{maxStatements}}), so when it fails in production only a worker can run it again or test it. Move them to a plain function; the case calls it.',
    caseComplexity:
      'Task {{task}} takes {{complexity}} paths inside its dispatcher (limit {{maxComplexity}}), and only a worker can run and test them. Move them to a plain function; the case calls it.',
  },
  on: {
    task(task, { analysis, file, options, report }) {
      const size = taskSize(analysis.host, task);
      if (isFat(size, options)) {
        report({
          at: headOf(analysis.host.ts, file, task),
          messageId: size.statements > options.maxStatements ? 'statements' : 'complexity',
          data: dataOf(task.name, size, options),
        });
      }
      for (const entry of size.cases) {
        if (!isFat(entry, options)) continue;
        report({
          at: entry.at,
          messageId: entry.statements > options.maxStatements ? 'caseStatements' : 'caseComplexity',
          data: dataOf(entry.name, entry, options),
        });
      }
    },
  },
});

function dataOf(name: string, size: Size, limits: SizeLimits): Readonly<Record<string, string>> {
  return {
    task: `\`${name}\``,
    statements: String(size.statements),
    complexity: String(size.complexity),
    maxStatements: String(limits.maxStatements),
    maxComplexity: String(limits.maxComplexity),
  };
}

/** The task's name; for an arrow, its start up to the `=>`; for a nameless function, the `function` keyword. */
function headOf(
  compiler: typeof ts,
  file: ts.SourceFile,
  { function: fn }: TaskBody,
): { readonly start: number; readonly end: number } {
  if (fn.name) return { start: fn.name.getStart(file), end: fn.name.getEnd() };
  const start = fn.getStart(file);
  if (compiler.isArrowFunction(fn)) return { start, end: fn.equalsGreaterThanToken.getEnd() };
  const keyword = file.text.slice(start, fn.body.getStart(file)).indexOf('function');
  return { start, end: keyword < 0 ? fn.body.getStart(file) : start + keyword + 'function'.length };
}
