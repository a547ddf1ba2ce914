import type { ComposeSource } from "../../compose/index.ts";

/** One service as people write them, thirty lines with its database's address, and an override of a node. */
export function realisticProject(index: number): ComposeSource[] {
  const name = `service-${index}`;
  const text = `services:
  ${name}:
    image: registry.example.org/team/app-${index % 7}:1.${index}.3
    container_name: ${name}
    restart: unless-stopped
    mem_limit: 256m
    environment:
      DATABASE_URL: postgres://\${DB_USER}:\${DB_PASSWORD}@database:5432/app
      LOG_LEVEL: info # debug prints tokens
      PORT: "8080"
      WORKERS: 4
    ports:
      - "127.0.0.1:${8000 + index}:8080"
    volumes:
      - data-${index}:/var/lib/app
      - ./files/app.conf:/etc/app.conf:ro
    depends_on:
      database:
        condition: service_healthy
    healthcheck:
      test: ["CMD", "wget", "-qO-", "http://127.0.0.1:8080/health"]
      interval: 30s
      timeout: 5s
      retries: 3
      start_period: 20s
    networks: [backend]
    labels:
      homelab.owner: team
    logging:
      driver: json-file
      options: {max-size: 10m, max-file: "3"}
  database:
    image: postgres:16.4-alpine
    volumes: ["database-${index}:/var/lib/postgresql/data"]
    networks: [backend]
networks:
  backend: {}
volumes:
  data-${index}:
  database-${index}:
`;
  const override = `services:
  ${name}:
    mem_limit: 300m
    oom_score_adj: -500
    environment:
      LOG_LEVEL: warn
    ports: !override
      - "100.64.0.${index}:${8000 + index}:8080"
  database:
    mem_limit: 200m
`;
  return [
    { file: "compose.yaml", text },
    { file: "override.yaml", text: override },
  ];
}
