/** What stands in the way of the work, in one sentence that names the next command to try. */
export class ProjectProblem extends Error {
  override readonly name = 'ProjectProblem';
}
