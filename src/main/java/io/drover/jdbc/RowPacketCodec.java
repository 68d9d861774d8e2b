package io.drover.jdbc;

import java.util.Calendar;
import org.mariadb.jdbc.client.ColumnDecoder;
import org.mariadb.jdbc.client.Context;
import org.mariadb.jdbc.client.ReadableByteBuf;
import org.mariadb.jdbc.client.socket.Writer;
import org.mariadb.jdbc.client.util.MutableInt;
import org.mariadb.jdbc.plugin.Codec;

/**
 * Hands out the packet that a row came in. The driver finds it as a plug-in (META-INF/services):
 * its own accessors make an object of every field, and read a zero date as NULL.
 */
public final class RowPacketCodec implements Codec<RowPacket> {
    @Override
    public String className() {
        return RowPacket.class.getName();
    }

    @Override
    public boolean canDecode(ColumnDecoder column, Class<?> type) {
        return type == RowPacket.class;
    }

    @Override
    public boolean canEncode(Object value) {
        return false;
    }

    @Override
    public RowPacket decodeText(
            ReadableByteBuf packet,
            MutableInt length,
            ColumnDecoder column,
            Calendar calendar,
            Context context) {
        return new RowPacket(packet.buf(), packet.pos() + length.get());
    }

    @Override
    public RowPacket decodeBinary(
            ReadableByteBuf packet,
            MutableInt length,
            ColumnDecoder column,
            Calendar calendar,
            Context context) {
        throw new UnsupportedOperationException("Only text results have packets of texts");
    }

    @Override
    public void encodeText(
            Writer encoder, Context context, Object value, Calendar calendar, Long length) {
        throw new UnsupportedOperationException("No parameter is a packet");
    }

    @Override
    public void encodeBinary(
            Writer encoder, Context context, Object value, Calendar calendar, Long length) {
        throw new UnsupportedOperationException("No parameter is a packet");
    }

    @Override
    public int getBinaryEncodeType() {
        throw new UnsupportedOperationException("No parameter is a packet");
    }
}
