# The bot in an image: what was built, and Node. No package manager's files, no source, no root.
FROM node:22-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY commands ./commands
COPY src ./src
RUN npm run build

FROM node:22-slim
ENV NODE_ENV=production
ENV DRS_CHATOPS_MONITORING_PORT=9464
WORKDIR /app
COPY --from=build /app/dist ./dist
COPY package.json manifest.yml ./
USER node
# Monitoring; Slack in HTTP mode (PORT); the page for passwords (DRS_CHATOPS_WEB_PORT).
EXPOSE 9464 3000 3080
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.DRS_CHATOPS_MONITORING_PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=2", "--liftoff-only", "dist/main.js"]
