/** For `ws` at both ends: photos and cutouts are packed already, and packing them again cost most of the speed. */
export const relaySocketOptions = { perMessageDeflate: false, maxPayload: 64 * 1024 * 1024 } as const;
