import type ts from 'typescript';
import type { Analysis } from '../facts.js';
import type { ReceivedParameter } from './flow.js';

const cache = new WeakMap<Analysis, ReceivedParameter>();

/** @returns a test for parameters of the program's task bodies: what they hold came off a wire. */
export function receivedParameters(analysis: Analysis): ReceivedParameter {
  const known = cache.get(analysis);
  if (known) return known;
  let parameters: Set<ts.ParameterDeclaration> | undefined;
  const test: ReceivedParameter = (parameter) => {
    if (!parameters) {
      parameters = new Set();
      for (const { tasks, workers } of analysis.all()) {
        const bodies = [...tasks, ...workers.flatMap(({ task }) => (task ? [task] : []))];
        for (const { jobParameter } of bodies) if (jobParameter) parameters.add(jobParameter);
      }
    }
    return parameters.has(parameter);
  };
  cache.set(analysis, test);
  return test;
}
