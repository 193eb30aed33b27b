import { forecourt } from '../../../forecourt.ts';

const handle = (request: Request) => forecourt().fetch(request);

export { handle as DELETE, handle as GET, handle as HEAD, handle as OPTIONS, handle as PATCH, handle as POST };
