# SPDX-License-Identifier: Apache-2.0
#
# Two stages: one compiles, the other holds the binary, the libraries that it needs, and PostgreSQL for those who bring none.
#
#   make image
#   docker run -p 8080:8080 -v branchlight:/var/lib/branchlight branchlight
#   docker run -p 8080:8080 -e BRANCHLIGHT_DATABASE='host=db.example dbname=branchlight' branchlight

FROM debian:bookworm-slim AS build
RUN apt-get update -q \
 && apt-get install -q -y --no-install-recommends gcc libc6-dev make libmicrohttpd-dev libpq-dev libjansson-dev \
        libsodium-dev zlib1g-dev libisal-dev libbrotli-dev libutf8proc-dev libqrencode-dev libxxhash-dev liboath-dev libcurl4-openssl-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Makefile ./
COPY include include
COPY src src
COPY sql sql
COPY static static
RUN make build/branchlight CFLAGS= && strip build/branchlight

FROM debian:bookworm-slim
# No cluster of Debian's: Branchlight makes its own in the volume. The user has a fixed number, so that volumes keep their owner.
RUN mkdir -p /etc/postgresql-common \
 && echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf \
 && apt-get update -q \
 && apt-get install -q -y --no-install-recommends libmicrohttpd12 libpq5 libjansson4 libsodium23 zlib1g libisal2 libbrotli1 \
        libutf8proc2 libqrencode4 libxxhash0 liboath0 libcurl4 postgresql-15 curl \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10808 --home-dir /var/lib/branchlight --shell /usr/sbin/nologin branchlight \
 && install -d -o branchlight -g branchlight -m 0700 /var/lib/branchlight
COPY --from=build /build/build/branchlight /usr/local/bin/branchlight
COPY LICENSE /usr/share/doc/branchlight/LICENSE
USER branchlight
# A container is reached from outside it by definition; what may reach it is for its network to say.
ENV BRANCHLIGHT_ADDRESS=0.0.0.0 BRANCHLIGHT_PORT=8080 BRANCHLIGHT_STATE=/var/lib/branchlight
VOLUME /var/lib/branchlight
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=60s --retries=3 \
    CMD curl --silent --fail --output /dev/null --unix-socket "${BRANCHLIGHT_ADMIN_SOCKET:-$BRANCHLIGHT_STATE/admin.sock}" http://admin/livez
ENTRYPOINT ["branchlight"]
CMD ["serve"]
