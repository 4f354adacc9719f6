/** The routes below `/_sim/`: what a test in another process asks of the simulator itself. @module */
import { dumpText } from "./dump.ts";
import type { FaultRule } from "./faults.ts";
import { stringify } from "./json.ts";
import { type Mutation, MUTATION_OPS } from "./mutations.ts";
import type { Sim } from "./sim.ts";

/** Answers a control request. */
export async function control(sim: Sim, request: Request, path: string): Promise<Response> {
  const route = `${request.method} ${path.slice("/_sim".length)}`;
  switch (route) {
    case "POST /lookml-deploy":
      sim.lookmlDeploy();
      return Response.json({ deploys: sim.store.deploys });
    case "POST /serve":
      sim.serve(await request.json());
      return Response.json(sim.store.served);
    case "POST /upgrade":
      sim.upgrade(await request.json());
      return Response.json({ release: sim.options.release });
    case "GET /log":
      return Response.json(sim.log);
    case "GET /violations":
      return Response.json(sim.violations);
    case "GET /stats":
      return Response.json(sim.stats);
    case "GET /writes":
      return Response.json(sim.writes());
    case "GET /mails":
      return Response.json(sim.mails);
    case "GET /normal": {
      const asked = new URL(request.url).searchParams;
      const form = sim.normalForm({ ids: asked.has("ids"), restorable: asked.has("restorable") });
      return new Response(stringify(form), { headers: { "content-type": "application/json" } });
    }
    case "POST /empty":
      sim.empty();
      return new Response(null, { status: 204 });
    case "GET /dump":
      return new Response(textStream(dumpText(sim.store)), {
        headers: { "content-type": "application/json" },
      });
    case "POST /faults": {
      const rules = await request.json() as FaultRule | FaultRule[];
      sim.faults.add(...(Array.isArray(rules) ? rules : [rules]));
      return new Response(null, { status: 204 });
    }
    case "DELETE /faults":
      sim.faults.clear();
      return new Response(null, { status: 204 });
    case "POST /mutate":
      return mutation(sim, await request.text());
    case "POST /rate-limit": {
      const { perSecond } = await request.json() as { perSecond: number | null };
      sim.setRateLimit(perSecond ?? undefined);
      return new Response(null, { status: 204 });
    }
    case "POST /revoke":
      sim.revokeTokens();
      return new Response(null, { status: 204 });
    default:
      return Response.json({ message: `No such control route: ${route}` }, { status: 404 });
  }
}

/** Changes the instance, or says what may be asked. */
function mutation(sim: Sim, text: string): Response {
  const wrong = (message: string): Response => Response.json({ message }, { status: 400 });
  const asked = parsed(text);
  const { op, type } = asked, names = sim.store.names();
  if (!MUTATION_OPS.some((one) => one === op)) {
    return wrong(
      `"op" must be one of ${MUTATION_OPS.join(", ")}. Example: ` +
        '{"op":"update","type":"dashboards","id":"25","values":{"title":"Broken"}}',
    );
  }
  if (!names.some((one) => one === type)) {
    return wrong(`"type" must be one of ${names.join(", ")}`);
  }
  return Response.json({ id: sim.mutate(asked as unknown as Mutation) ?? null });
}

/** A JSON object; anything else is an empty one. */
function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function textStream(pieces: Generator<string>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller): void {
      let text = "";
      while (text.length < 65536) {
        const next = pieces.next();
        if (next.done) {
          if (text !== "") controller.enqueue(encoder.encode(text));
          controller.close();
          return;
        }
        text += next.value;
      }
      controller.enqueue(encoder.encode(text));
    },
  });
}
