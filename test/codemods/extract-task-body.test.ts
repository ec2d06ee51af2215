import codemod from '../../src/codemods/extract-task-body.js';
import { testCodemod } from './kit.js';

testCodemod(codemod);
