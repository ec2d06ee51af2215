import { defineServer } from './shape.js';

/** Nest controllers. Facts: `@nestjs/common`, `decorators/http/request-mapping.decorator.d.ts`. `Sse` streams and is left out. */
export const nest = defineServer({
  id: 'nest',
  title: 'Nest',
  packages: { '@nestjs/common': '*' },
  decorators: {
    above: 'Controller',
    methods: ['All', 'Delete', 'Get', 'Head', 'Options', 'Patch', 'Post', 'Put', 'Search', 'RequestMapping'],
  },
});
