package kr.co.bootpay.tests;

import static kr.co.bootpay.tests.Surroundings.*;
import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import kr.co.bootpay.Attempt;
import kr.co.bootpay.Bootpay;
import kr.co.bootpay.model.response.data.CertificateData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogTest {
    private static final Logger LOGGER = Logger.getLogger("kr.co.bootpay");
    private final List<LogRecord> lines = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private void listen(Level level) {
        LOGGER.setLevel(level);
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(handler);
        LOGGER.setLevel(null);
    }

    @Test
    void aLoggerGetsALineForEachAttempt() {
        listen(Level.FINE);
        fresh();
        List<Attempt> attempts = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        Bootpay bootpay = new Bootpay(config().onAttempt(attempt -> {
            attempts.add(attempt);
            threads.add(Thread.currentThread());
        }));
        bootpay.certificate(IDENTITY).unwrap();
        assertEquals(2, lines.size());
        LogRecord line = lines.get(1);
        holds(line.getMessage(), "bootpay certificate.get GET /certificate/{receipt_id} status=200 attempt=1");
        assertEquals(Level.FINE, line.getLevel());
        assertFalse(line.getMessage().contains(IDENTITY));
        Attempt last = attempts.get(1);
        assertEquals(List.of("certificate.get", "GET", "/certificate/{receipt_id}", "200", 1),
            List.of(last.operation(), last.method(), last.path(), last.status(), last.attempt()));
        holds(last.message(), last.requestId());
        assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), threads);
    }

    @Test
    void aLoggerThatListensToWarningsGetsThose() {
        listen(Level.WARNING);
        Bootpay bootpay = fresh();
        bootpay.certificate(IDENTITY).unwrap();
        assertEquals(List.of(), lines);
        BOX.fault("status", Map.of("status", 503));
        bootpay.certificate(IDENTITY);
        assertEquals(Level.WARNING, lines.get(0).getLevel());
        holds(lines.get(0).getMessage(), "status=503");
    }

    @Test
    void aLoggerThatThrowsCostsNoAnswer() {
        listen(Level.FINE);
        LOGGER.setFilter(line -> {
            throw new IllegalStateException("on purpose");
        });
        try {
            fresh();
            Bootpay bootpay = new Bootpay(config().onAttempt(attempt -> {
                throw new IllegalStateException("on purpose");
            }));
            assertEquals(IDENTITY, bootpay.<CertificateData>certificate(IDENTITY).unwrap().receipt_id);
        } finally {
            LOGGER.setFilter(null);
        }
    }

    // As a class of a logging library that is not there; and as an assertion of a test's own.
    @Test
    void anErrorOfAListenerCostsNoAnswer() {
        fresh();
        Bootpay bootpay = new Bootpay(config().onAttempt(attempt -> {
            throw new NoClassDefFoundError("on purpose");
        }));
        assertEquals(IDENTITY, bootpay.<CertificateData>certificate(IDENTITY).unwrap().receipt_id);
        assertEquals(IDENTITY, bootpay.<CertificateData>certificateAsync(IDENTITY).join().unwrap().receipt_id);
    }
}
