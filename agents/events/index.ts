export { appendEvent, BadEventError, NotWrittenError } from "./append.ts";
export { formatCursor, parseCursor, type Sizes } from "./cursor.ts";
export { asMessage, dayOf, nodeName, type ReadEvent, type WrittenEvent } from "./event.ts";
export { mirrorSizes, putAside, writePiece } from "./mirror.ts";
export { piece, piecesAfter, type Piece } from "./pieces.ts";
export { dayFile, dayFiles } from "./place.ts";
export { readDay, readStore, type Position, type StoreLine } from "./read.ts";
export { planRetention } from "./retention.ts";
export { eventTypes, severities, sources, type Severity, type Source } from "./types.ts";
