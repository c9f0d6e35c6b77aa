# One image for web, workers and beat; docker-compose.yml says which container runs which.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DATA_DIR=/srv/data \
    HOST=0.0.0.0 \
    PORT=8000

# The volumes take their owner from these folders when they are first made.
RUN useradd --system --uid 10001 --no-create-home gloss && install --directory --owner=gloss /srv/data /srv/rules

WORKDIR /srv/gloss
COPY requirements.txt ./
RUN pip install --require-hashes --only-binary :all: --requirement requirements.txt
COPY . ./
RUN python -m compileall -q .

USER gloss
VOLUME /srv/data
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config", "python:config.gunicorn", "config.wsgi"]
