/** Characters that go out at once: a line is too little for a network. */
const chunkLength = 65_536;

/** Lines as bytes, as fast as they are taken. One that fails breaks the answer off, so that nobody takes a part for the whole. */
export function streamOfTexts(lines: AsyncGenerator<string>, onError: (error: unknown) => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      try {
        let text = '';
        while (text.length < chunkLength) {
          const { done, value } = await lines.next();
          if (done) break;
          text += value;
        }
        if (text === '') controller.close();
        else controller.enqueue(encoder.encode(text));
      } catch (error) {
        onError(error);
        controller.error(error);
      }
    },
    cancel: async () => void (await lines.return(undefined)),
  });
}
