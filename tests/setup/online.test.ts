import { describe, expect, it } from "vitest";
import { onlineProbe } from "../../setup/online.ts";

describe("the question whether the download host answers", () => {
  it("is asked once, however many steps want to know", async () => {
    let asked = 0;
    const online = onlineProbe(() => {
      asked++;
      return Promise.resolve(new Response(null, { status: 200 }));
    });
    expect(await Promise.all([online(), online()])).toEqual([true, true]);
    expect(asked).toBe(1);
  });

  it("is answered no when there is no way out, or the host is broken", async () => {
    expect(await onlineProbe(() => Promise.reject(new TypeError("fetch failed")))()).toBe(false);
    expect(await onlineProbe(() => Promise.resolve(new Response(null, { status: 502 })))()).toBe(false);
  });
});
