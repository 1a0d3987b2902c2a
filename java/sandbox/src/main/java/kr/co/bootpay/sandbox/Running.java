package kr.co.bootpay.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The program {@code bootpay sandbox} as a child of this process. It ends with this process, however that ends. */
final class Running {
    /** What it said of itself: address and keys. */
    final Map<String, Object> told;
    private final Process process;

    /** Starts it and waits until it listens. */
    Running(Path program, Duration timeout, String... arguments) {
        List<String> command = new ArrayList<>(Arrays.asList(
            program.toString(), "sandbox", "--listen", "127.0.0.1:0", "--json", "--with-parent"));
        command.addAll(Arrays.asList(arguments));
        File errors = null;
        try {
            errors = File.createTempFile("bootpay", ".log");
            process = new ProcessBuilder(command).redirectError(errors).start();
            told = Json.object(firstLine(timeout, errors));
            if (!told.containsKey("url")) {
                process.destroyForcibly();
                throw new SandboxException(program + " is no program bootpay: it printed no address");
            }
        } catch (IOException failed) {
            throw new SandboxException("the sandbox cannot be run on this machine: " + failed.getMessage(), failed);
        } finally {
            if (errors != null) {
                errors.delete(); // the program has it open
            }
        }
    }

    private String firstLine(Duration timeout, File errors) throws IOException {
        AtomicBoolean isDecided = new AtomicBoolean();
        Thread watch = new Thread(() -> {
            try {
                Thread.sleep(timeout.toMillis());
            } catch (InterruptedException inTime) {
                return;
            }
            if (isDecided.compareAndSet(false, true)) {
                process.destroyForcibly();
            }
        }, "bootpay-sandbox-start");
        watch.setDaemon(true);
        watch.start();
        BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String line = output.readLine(); // null: it has ended
        boolean isInTime = isDecided.compareAndSet(false, true);
        watch.interrupt();
        if (line != null && isInTime) {
            return line;
        }
        String what = isInTime ? "the sandbox ended" : "the sandbox did not listen within " + timeout.toMillis() + " ms";
        String wrote = new String(Files.readAllBytes(errors.toPath()), UTF_8).trim();
        throw new SandboxException(wrote.isEmpty() ? what : what + ": " + wrote);
    }

    /** Does nothing when it has ended. */
    void stop() {
        try {
            process.getOutputStream().close(); // which it ends with
            if (process.waitFor(Control.PATIENCE.getSeconds(), TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException ended) {
            // its end of the pipe is closed
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
