package io.leveret.conformance.raw;

import java.util.Map;

/** The names of class and method ids in AMQP 0-9-1 with RabbitMQ's extensions, for readable failures. */
final class MethodNames {

    private static final Map<Integer, String> CLASSES = Map.of(
            10,
            "connection",
            20,
            "channel",
            30,
            "access",
            40,
            "exchange",
            50,
            "queue",
            60,
            "basic",
            85,
            "confirm",
            90,
            "tx");

    private static final Map<String, String[]> METHODS = Map.of(
            "connection",
            names(
                    "10 start 11 start-ok 20 secure 21 secure-ok 30 tune 31 tune-ok 40 open 41 open-ok 50 close 51 close-ok"
                            + " 60 blocked 61 unblocked 70 update-secret 71 update-secret-ok"),
            "channel",
            names("10 open 11 open-ok 20 flow 21 flow-ok 40 close 41 close-ok"),
            "access",
            names("10 request 11 request-ok"),
            "exchange",
            names("10 declare 11 declare-ok 20 delete 21 delete-ok 30 bind 31 bind-ok 40 unbind 51 unbind-ok"),
            "queue",
            names("10 declare 11 declare-ok 20 bind 21 bind-ok 30 purge 31 purge-ok 40 delete 41 delete-ok"
                    + " 50 unbind 51 unbind-ok"),
            "basic",
            names(
                    "10 qos 11 qos-ok 20 consume 21 consume-ok 30 cancel 31 cancel-ok 40 publish 50 return 60 deliver 70 get"
                            + " 71 get-ok 72 get-empty 80 ack 90 reject 100 recover-async 110 recover 111 recover-ok 120 nack"),
            "confirm",
            names("10 select 11 select-ok"),
            "tx",
            names("10 select 11 select-ok 20 commit 21 commit-ok 30 rollback 31 rollback-ok"));

    private MethodNames() {}

    /** "queue.declare"; "none" for 0/0; "class 77 method 3" for what the specification does not have. */
    static String of(int classId, int methodId) {
        if (classId == 0 && methodId == 0) {
            return "none";
        }
        String className = CLASSES.get(classId);
        if (className != null) {
            String[] idsAndNames = METHODS.get(className);
            for (int i = 0; i < idsAndNames.length; i += 2) {
                if (idsAndNames[i].equals(Integer.toString(methodId))) {
                    return className + "." + idsAndNames[i + 1];
                }
            }
        }
        return "class " + classId + " method " + methodId;
    }

    private static String[] names(String idsAndNames) {
        return idsAndNames.split(" ");
    }
}
